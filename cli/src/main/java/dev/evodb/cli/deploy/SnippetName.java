package dev.evodb.cli.deploy;

/// The name of a snippet: letters `a-z`, digits and `_`. It identifies the snippet in its zone and cannot
/// be changed.
public record SnippetName(String text) {
    /// A limit of ours: Cloudflare documents none.
    private static final int MOST_CHARACTERS = 128;

    /// The last part of the path of the rules: `PUT` to a snippet of that name would replace all rules of
    /// the zone.
    private static final String RULES = "snippet_rules";

    public SnippetName {
        if (!text.matches("[a-z0-9_]{1," + MOST_CHARACTERS + "}")) {
            throw new IllegalArgumentException(
                    "a snippet's name must be 1 to " + MOST_CHARACTERS + " of a-z, 0-9 and _, got \"" + text + '"');
        }
        if (text.equals(RULES)) {
            throw new IllegalArgumentException(
                    "a snippet cannot be called " + RULES + ": that is the path of the rules");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
