package dev.evodb.cli.deploy;

/// Which requests a snippet runs for: `expression` in Cloudflare's rules language.
public record SnippetRule(String expression, String description, boolean isEnabled) {
    /// What our rules are described as.
    public static final String DESCRIPTION = "EvoDB search";

    public SnippetRule {
        if (expression.isBlank() || expression.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\t')) {
            throw new IllegalArgumentException("a rule's expression must be text, got \"" + expression + '"');
        }
    }

    /// Requests for exactly `path` of `host`.
    ///
    /// @throws IllegalArgumentException if one of them has a character that they cannot have in a URL
    public static SnippetRule of(String host, String path, boolean isEnabled) {
        if (!host.matches("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")) {
            throw new IllegalArgumentException("a host must be a lower-case name without port, got \"" + host + '"');
        }
        if (!path.matches("/[!$&-;=@-\\[\\]_a-z~]*")) {
            throw new IllegalArgumentException(
                    "a path must start with / and hold what a URL's path may hold, got \"" + path + '"');
        }
        return new SnippetRule(
                "(http.host eq " + quoted(host) + " and http.request.uri.path eq " + quoted(path) + ")",
                DESCRIPTION,
                isEnabled);
    }

    /// A string of the rules language.
    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
