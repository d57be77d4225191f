package dev.evodb.chain;

/// A deployed snippet as a chain calls it.
///
/// `id` names it in plans, answers of checks and errors. `url` is absolute, `http` or `https`, of printable
/// ASCII with a lower-case host and without user, query and fragment: the query of the request that enters
/// the chain is appended to it.
public record Snippet(String id, String url, Cost cost) {
    public Snippet {
        if (id.isBlank()) {
            throw new IllegalArgumentException("snippet id is blank (url " + url + ")");
        }
        int hostFrom = hostFrom(url);
        int hostTo = hostTo(url, hostFrom);
        if (hostFrom < 0 || hostFrom == hostTo) {
            throw new IllegalArgumentException("url of snippet " + id + " must be http(s)://host/path, got " + url);
        }
        for (int i = 0; i < url.length(); i++) {
            if (!isAllowed(url.charAt(i), i < hostTo)) {
                throw new IllegalArgumentException(
                        "url of snippet " + id + " has a character that is not allowed at index " + i + ": " + url);
            }
        }
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

    /// The rest of printable ASCII would end the host or the path, or would need escapes inside JavaScript.
    private static boolean isAllowed(char c, boolean isUpToHost) {
        if (isUpToHost) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || ":/.-_[]".indexOf(c) >= 0;
        }
        return c > ' ' && c < 0x7F && "\"'`\\<>?#".indexOf(c) < 0;
    }
}
