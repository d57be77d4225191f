package dev.evodb.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;

/// One run of the command: exit code, standard output and standard error.
record CliRun(int code, String out, String err) {
    static final Path ROOT = Path.of(System.getProperty("evodb.root"));
    static final Path FIXTURES = Path.of(System.getProperty("evodb.fixtures"));
    static final String WORDS = ROOT.resolve("samples/words.lance").toString();

    static CliRun of(Object... arguments) {
        return of(System.getenv(), arguments);
    }

    /// As above, where a command finds `environment`.
    static CliRun of(Map<String, String> environment, Object... arguments) {
        System.setProperty("evodb.home", ROOT.toString());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        int code = Evodb.run(new PrintWriter(out), new PrintWriter(err), environment, texts);
        return new CliRun(code, out.toString(), err.toString());
    }

    static Path fixture(String name) {
        return FIXTURES.resolve(name).resolve("data.lance");
    }

    JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out);
    }
}
