package dev.evodb.snippets.lance.jvm;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.snippet.SnippetBundle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The deployable text of the search snippet: compiled code and scripts of this module's jar, and the
/// constants of one pack.
public final class Snippet {
    private static final String FOLDER = "/dev/evodb/snippets/lance/";

    /// In the order of their definitions; the last one defines `serve`.
    private static final List<String> SCRIPTS = List.of("server/reader.js", "server/filter.js", "server/serve.js");

    private Snippet() {}

    /// `main.js` with the constants of a pack, a JSON object; `PackWriter` says which.
    ///
    /// @throws dev.evodb.error.LimitExceededException if it exceeds the package limit
    public static String module(String config) throws IOException {
        List<String> scripts = new ArrayList<>();
        for (String script : SCRIPTS) {
            scripts.add(resource(script));
        }
        return bundle().module(scripts, config);
    }

    /// The compiled search without scripts and constants.
    public static SnippetBundle bundle() throws IOException {
        return SnippetBundle.parse("search.js", resource("search.js"));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Snippet.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new CorruptFileException(Location.of(FOLDER + name), "the jar lacks a part of the snippet");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
