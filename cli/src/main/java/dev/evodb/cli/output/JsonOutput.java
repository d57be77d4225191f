package dev.evodb.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.Writer;

/// JSON documents on standard output.
public final class JsonOutput {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonOutput() {}

    /// What writes a document.
    @FunctionalInterface
    public interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    /// Writes one document in one line and ends the line; `out` stays open.
    public static void line(Writer out, Body body) throws IOException {
        JsonGenerator json = lines(out);
        body.write(json);
        json.flush();
        out.write('\n');
        out.flush();
    }

    /// A generator whose documents stand on lines of their own; the caller flushes it and ends the last
    /// line.
    public static JsonGenerator lines(Writer out) throws IOException {
        return FACTORY.createGenerator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .setRootValueSeparator(new SerializedString("\n"));
    }
}
