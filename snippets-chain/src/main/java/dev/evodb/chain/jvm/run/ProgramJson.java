package dev.evodb.chain.jvm.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.chain.run.Program;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/// Programs as the constants of a module: `{"words":[…],"texts":["…"],"centroids":[[…]]}`.
public final class ProgramJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private ProgramJson() {}

    /// One line of JSON, which is also an expression of JavaScript.
    public static String write(Program program) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeFieldName("words");
            json.writeArray(program.words(), 0, program.words().length);
            json.writeFieldName("texts");
            json.writeArray(program.texts(), 0, program.texts().length);
            json.writeArrayFieldStart("centroids");
            for (float[] centroids : program.centroids()) {
                json.writeStartArray();
                for (float value : centroids) {
                    json.writeNumber(value);
                }
                json.writeEndArray();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }
}
