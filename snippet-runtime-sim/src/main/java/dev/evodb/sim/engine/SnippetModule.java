package dev.evodb.sim.engine;

import java.nio.charset.StandardCharsets;

/// One deployed snippet: a single ES module with `export default {async fetch(request) {…}}`.
///
/// @param name   for messages, for example `main.js`
/// @param source the whole text; imports of other modules are not served
public record SnippetModule(String name, String source) {
    public SnippetModule {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a snippet module needs a name");
        }
    }

    /// The size of the package as it is deployed: the text in UTF-8.
    public int packageBytes() {
        return source.getBytes(StandardCharsets.UTF_8).length;
    }
}
