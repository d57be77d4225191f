package dev.evodb.cli.edge;

import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.net.SnippetRequest;
import dev.evodb.sim.net.Url;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Any snippet, as one module file, with the requests that it is to be measured by.
///
/// @param snippets hostname of the requests to the module
/// @param origins  hostname to the folder that answers it
public record SnippetFile(
        Map<String, SnippetModule> snippets, Map<String, Path> origins, List<SnippetRequest> requests) {
    private static final String DEFAULT_URL = "https://snippet.example/";

    /// Reads `file`. Each of `requests` is a URL, or a method and a URL; all of them name the snippet's
    /// hostname. Each of `origins` is `HOST=FOLDER`.
    ///
    /// @throws IllegalArgumentException if one of them has another form
    public static SnippetFile of(Path file, List<String> requests, List<String> origins) throws IOException {
        SnippetModule module = new SnippetModule(String.valueOf(file.getFileName()), Files.readString(file));
        List<SnippetRequest> parsed = (requests.isEmpty() ? List.of(DEFAULT_URL) : requests)
                .stream().map(SnippetFile::request).toList();
        Map<String, Path> folders = new LinkedHashMap<>();
        for (String origin : origins) {
            int equals = origin.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("--origin must be HOST=FOLDER, got " + origin);
            }
            folders.put(
                    origin.substring(0, equals),
                    Path.of(origin.substring(equals + 1)).toAbsolutePath());
        }
        Map<String, SnippetModule> snippets = new LinkedHashMap<>();
        parsed.forEach(request -> snippets.put(Url.parse(request.url()).host(), module));
        return new SnippetFile(snippets, folders, parsed);
    }

    private static SnippetRequest request(String text) {
        int space = text.indexOf(' ');
        return space < 0
                ? SnippetRequest.get(text)
                : new SnippetRequest(text.substring(0, space), text.substring(space + 1), Map.of(), new byte[0]);
    }
}
