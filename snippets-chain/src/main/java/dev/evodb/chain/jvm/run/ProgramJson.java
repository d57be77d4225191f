package dev.evodb.chain.jvm.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.chain.run.Program;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/// Programs as the constants of a module: `{"words":[…],"texts":["…"],"centroids":["…"]}`.
///
/// Centroids of a step whose numbers are all whole times of one power of two, at most 31 times, are that
/// power in decimals, a blank, and a character for each number: the one that is as far from `B` as the number
/// of times. Others are base64 of little-endian `f32`, which has no blank.
public final class ProgramJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    /// All characters from `#` to `a`: only the backslash among them is longer in a text.
    private static final int MOST_STEPS = 31;

    private static final char NO_STEPS = 'B';

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
                json.writeString(text(centroids));
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static String text(float[] centroids) {
        float most = 0;
        for (float value : centroids) {
            most = Math.max(most, Math.abs(value));
        }
        // The least power of which it can be at most so many times.
        float step = Math.scalb(1f, Math.getExponent(most / MOST_STEPS));
        step = most / step <= MOST_STEPS ? step : 2 * step;
        StringBuilder text = new StringBuilder();
        text.append(new BigDecimal(step).toPlainString()).append(' ');
        for (float value : centroids) {
            float steps = value / step;
            if (most == 0 || steps != Math.rint(steps)) {
                return base64(centroids);
            }
            text.append((char) (NO_STEPS + (int) steps));
        }
        return text.toString();
    }

    private static String base64(float[] centroids) {
        ByteBuffer bytes = ByteBuffer.allocate(centroids.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(centroids);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
