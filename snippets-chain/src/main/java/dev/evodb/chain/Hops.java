package dev.evodb.chain;

/// The hosts that a request has passed, the entry first, as the request header `x-evodb-hop` carries
/// them: separated by commas, and empty for a request that enters the chain.
///
/// A chain is checked for loops before it is deployed; this refuses the loop that a wrong deployment
/// makes. Works on the text of the header, because each class of a collection would cost every cold start
/// of a router.
public final class Hops {
    /// Name of the header.
    public static final String HEADER = "x-evodb-hop";

    /// Hosts on the longest path that a chain may have and a router lets pass.
    public static final int MAX = 8;

    private Hops() {}

    /// Why a snippet at `host` must not forward a request that came with `header`, or an empty text if it
    /// may.
    public static String refusal(String header, String host) {
        int passed = 0;
        int length = 0;
        boolean isHost = true;
        for (int i = 0; i <= header.length(); i++) {
            char c = i < header.length() ? header.charAt(i) : ',';
            if (c == ',') {
                if (isHost && length == host.length()) {
                    return "loop: host " + host + " is reached twice on the path " + plus(header, host);
                }
                passed += length > 0 ? 1 : 0;
                length = 0;
                isHost = true;
            } else if (c > ' ') {
                // No host has a blank, so that all may be skipped.
                isHost &= length < host.length() && host.charAt(length) == c;
                length++;
            }
        }
        if (passed >= MAX) {
            return "path " + header + " has " + Digits.text(passed) + " hops already, at most " + MAX + " are allowed";
        }
        return "";
    }

    /// The header of a request that goes on from `host`.
    public static String plus(String header, String host) {
        return header.isEmpty() ? host : header + "," + host;
    }
}
