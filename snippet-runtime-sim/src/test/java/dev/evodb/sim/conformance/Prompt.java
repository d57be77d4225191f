package dev.evodb.sim.conformance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.evodb.sim.Measurement;
import dev.evodb.sim.Mode;
import dev.evodb.sim.Workload;
import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.SnippetRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Puts all expressions of a transcript to an engine, in one request.
final class Prompt {
    private static final String HOST = "snippet.example";

    private static final Profile PROFILE = new Profile("prompt", 5_000_000, 32 << 20, 1 << 20, 1_000);

    private Prompt() {}

    /// What runs a workload: the simulator or workerd.
    interface Engine {
        Measurement run(Workload workload) throws IOException;
    }

    /// The answers of `engine`, one line for each case. `store` is what `https://store.example/` serves.
    static List<String> answers(Engine engine, Transcript transcript, Path store) throws IOException {
        Workload workload = new Workload(
                PROFILE,
                Mode.COLD,
                Map.of(HOST, new SnippetModule("main.js", snippet(transcript))),
                Map.of("store.example", store),
                List.of(new SnippetRequest(
                        "POST",
                        "https://" + HOST + "/a%20b?q=[1,2]&name=J%C3%B6rg+X",
                        Map.of("X-One", "1"),
                        "{\"k\":\"\u00e4\"}".getBytes(StandardCharsets.UTF_8))),
                1,
                0,
                0);
        byte[] body = engine.run(workload).timed().getFirst().answered().body();
        List<String> answers = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(body)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.VALUE_STRING) {
                answers.add(parser.getText());
            }
        }
        return answers;
    }

    private static String snippet(Transcript transcript) {
        StringBuilder snippet = new StringBuilder(Transcript.text("prelude.js"));
        snippet.append("const cases = [\n");
        for (Transcript.Case one : transcript.cases()) {
            String expression = one.expression();
            snippet.append("async request => ")
                    .append(expression.startsWith("{") ? expression : "(" + expression + "\n)")
                    .append(",\n");
        }
        return snippet.append("];\n").toString();
    }
}
