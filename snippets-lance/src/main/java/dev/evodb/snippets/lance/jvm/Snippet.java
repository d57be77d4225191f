package dev.evodb.snippets.lance.jvm;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.snippet.SnippetBundle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The deployable text of the search snippet: compiled code of this module's jar and the constants of one
/// pack.
public final class Snippet {
    private static final String RESOURCE = "/dev/evodb/snippets/lance/search.js";

    private Snippet() {}

    /// `main.js` with the constants of a pack, a JSON object; `PackWriter` says which.
    ///
    /// @throws dev.evodb.error.LimitExceededException if it exceeds the package limit
    public static String module(String config) throws IOException {
        return bundle().module(config);
    }

    /// The compiled search without constants.
    public static SnippetBundle bundle() throws IOException {
        try (InputStream in = Snippet.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new CorruptFileException(Location.of(RESOURCE), "the jar lacks the compiled search");
            }
            return SnippetBundle.parse("search.js", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
