package dev.evodb.chain;

import java.util.Optional;

/// A deployed snippet as a chain calls it.
///
/// `url` is absolute, `http` or `https`, of printable ASCII with a lower-case host and without user,
/// query and fragment: the query of the request that enters the chain is appended to it. `profile` names
/// the limits of the zone that it is deployed in; empty means those that the whole chain is planned for.
public record Snippet(String url, Optional<String> profile, Cost cost) {
    private static final int MAX_URL_LENGTH = 2_048;

    public Snippet {
        if (url.length() > MAX_URL_LENGTH) {
            throw new IllegalArgumentException(
                    "url must have at most " + MAX_URL_LENGTH + " characters, got " + url.length());
        }
        int hostFrom = hostFrom(url);
        int hostTo = hostTo(url, hostFrom);
        if (hostFrom < 0 || hostFrom == hostTo) {
            throw new IllegalArgumentException("url must be http(s)://host/path, got " + Names.shortened(url));
        }
        for (int i = 0; i < url.length(); i++) {
            if (!isAllowed(url.charAt(i), i < hostTo)) {
                throw new IllegalArgumentException(
                        "url has a character that is not allowed at index " + i + ": " + Names.shortened(url));
            }
        }
        if (profile.isPresent()) {
            Names.require("profile", profile.get());
        }
    }

    /// A snippet under the limits that the chain is planned for.
    public static Snippet of(String url, Cost cost) {
        return new Snippet(url, Optional.empty(), cost);
    }

    /// Host and, if the URL names one, port.
    public String host() {
        int from = hostFrom(url);
        return url.substring(from, hostTo(url, from));
    }

    private static int hostFrom(String url) {
        if (url.startsWith("https://")) {
            return 8;
        }
        return url.startsWith("http://") ? 7 : -1;
    }

    private static int hostTo(String url, int hostFrom) {
        int slash = url.indexOf('/', Math.max(hostFrom, 0));
        return slash < 0 ? url.length() : slash;
    }

    /// The rest of printable ASCII would end the host or the path, or would need escapes inside
    /// JavaScript.
    private static boolean isAllowed(char c, boolean isUpToHost) {
        if (isUpToHost) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || ":/.-_[]".indexOf(c) >= 0;
        }
        return c > ' ' && c < 0x7F && "\"'`\\<>?#".indexOf(c) < 0;
    }
}
