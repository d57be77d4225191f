package dev.evodb.error;

/// The bytes are valid, but use something that this version does not read.
public final class UnsupportedFeatureException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String feature;
    private final String found;
    private final String accepted;
    private final Location at;

    /// `feature` names it in the format's own words (`file version`, `page layout`), `found` is what the bytes say,
    /// `accepted` is what this version reads instead.
    public UnsupportedFeatureException(String feature, String found, String accepted, Location at) {
        super(feature + " " + found + " is not supported, accepted: " + accepted + " (" + at + ")");
        this.feature = feature;
        this.found = found;
        this.accepted = accepted;
        this.at = at;
    }

    public String feature() {
        return feature;
    }

    public String found() {
        return found;
    }

    public String accepted() {
        return accepted;
    }

    public Location at() {
        return at;
    }
}
