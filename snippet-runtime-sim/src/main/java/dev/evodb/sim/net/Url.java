package dev.evodb.sim.net;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/// An absolute `http` or `https` URL, cut into the parts that routing needs.
///
/// Not a validator: the query may hold what browsers leave alone and `java.net.URI` refuses, such as `[` and
/// `|`.
///
/// @param authority lower-case host, with `:port` where the URL names one other than the scheme's own
/// @param path      starts with `/`, dot segments removed, percent-encoding untouched
/// @param query     from `?` on, or empty
public record Url(String scheme, String authority, String path, String query) {
    /// Parses `text`; a fragment is dropped.
    ///
    /// @throws IllegalArgumentException if it is not an absolute http(s) URL with a host
    public static Url parse(String text) {
        int schemeEnd = text.indexOf("://");
        String scheme = schemeEnd < 0 ? "" : text.substring(0, schemeEnd).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("not an absolute http(s) URL: " + text);
        }
        String rest = withoutFragment(text.substring(schemeEnd + 3));
        int authorityEnd = rest.length();
        for (int i = 0; i < rest.length(); i++) {
            if (rest.charAt(i) == '/' || rest.charAt(i) == '?') {
                authorityEnd = i;
                break;
            }
        }
        String authority = rest.substring(0, authorityEnd).toLowerCase(Locale.ROOT);
        String standardPort = scheme.equals("https") ? ":443" : ":80";
        if (authority.endsWith(standardPort)) {
            authority = authority.substring(0, authority.length() - standardPort.length());
        }
        if (authority.isEmpty() || !authority.chars().allMatch(Url::isAuthority)) {
            throw new IllegalArgumentException("no host in URL: " + text);
        }
        String target = rest.substring(authorityEnd);
        if (!target.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("URL has characters that must be percent-encoded: " + text);
        }
        int queryAt = target.indexOf('?');
        String path = queryAt < 0 ? target : target.substring(0, queryAt);
        return new Url(scheme, authority, removeDots(path), queryAt < 0 ? "" : target.substring(queryAt));
    }

    /// The URL that `reference` (absolute, `//host`, `/path`, relative path or `?query`) names seen from this
    /// one.
    ///
    /// @throws IllegalArgumentException if it has another scheme than http(s)
    public Url resolve(String reference) {
        String text = withoutFragment(reference.strip());
        if (text.startsWith("//")) {
            return parse(scheme + ":" + text);
        }
        int colon = text.indexOf(':');
        if (colon > 0 && text.substring(0, colon).chars().allMatch(Url::isAuthority)) {
            return parse(text);
        }
        String base = scheme + "://" + authority;
        if (text.isEmpty()) {
            return this;
        }
        if (text.startsWith("/")) {
            return parse(base + text);
        }
        if (text.startsWith("?")) {
            return parse(base + path + text);
        }
        return parse(base + path.substring(0, path.lastIndexOf('/') + 1) + text);
    }

    /// The host without a port.
    public String host() {
        int colon = authority.lastIndexOf(':');
        return colon < 0 || authority.endsWith("]") ? authority : authority.substring(0, colon);
    }

    @Override
    public String toString() {
        return scheme + "://" + authority + path + query;
    }

    private static boolean isAuthority(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._~:[]+".indexOf(c) >= 0;
    }

    private static String withoutFragment(String text) {
        int at = text.indexOf('#');
        return at < 0 ? text : text.substring(0, at);
    }

    private static String removeDots(String path) {
        if (path.isEmpty()) {
            return "/";
        }
        if (!path.contains("/.")) {
            return path;
        }
        Deque<String> kept = new ArrayDeque<>();
        int at = 1;
        while (at <= path.length()) {
            int slash = path.indexOf('/', at);
            int end = slash < 0 ? path.length() : slash;
            String segment = path.substring(at, end);
            boolean isLast = slash < 0;
            if (segment.equals("..")) {
                kept.pollLast();
            }
            if (!segment.equals("..") && !segment.equals(".")) {
                kept.addLast(segment);
            } else if (isLast) {
                kept.addLast("");
            }
            at = end + 1;
        }
        return "/" + String.join("/", kept);
    }
}
