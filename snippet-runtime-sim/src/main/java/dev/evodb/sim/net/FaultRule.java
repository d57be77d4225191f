package dev.evodb.sim.net;

/// Which subrequests a fault hits.
///
/// @param urlPart text that the URL contains; empty for every URL
/// @param share   of these subrequests that it hits, in `[0, 1]`, drawn one by one
public record FaultRule(String urlPart, Fault fault, double share) {
    /// @throws IllegalArgumentException if `share` is out of range
    public FaultRule {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be in [0, 1], got " + share);
        }
    }

    /// Reads `FAULT[@SHARE][:URL_PART]`, for example `503@0.1`, `stall@0.01:pack.bin`, `etag:/pack`.
    ///
    /// @throws IllegalArgumentException if `text` has another form
    public static FaultRule of(String text) {
        int colon = text.indexOf(':');
        String head = colon < 0 ? text : text.substring(0, colon);
        int at = head.indexOf('@');
        double share = 1;
        if (at >= 0) {
            try {
                share = Double.parseDouble(head.substring(at + 1));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("the share of a fault must be a number, got " + text, e);
            }
        }
        return new FaultRule(
                colon < 0 ? "" : text.substring(colon + 1), Fault.of(at < 0 ? head : head.substring(0, at)), share);
    }
}
