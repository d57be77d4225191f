package dev.evodb.chain.jvm.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.chain.run.Program;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/// Programs as the constants of a module: `{"words":[…],"texts":["…"],"centroids":["…"]}`; the centroids of
/// a step are base64 of little-endian `f32`.
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
                ByteBuffer bytes =
                        ByteBuffer.allocate(centroids.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(centroids);
                json.writeString(Base64.getEncoder().encodeToString(bytes.array()));
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }
}
