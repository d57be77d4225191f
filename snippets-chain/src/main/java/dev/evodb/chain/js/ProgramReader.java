package dev.evodb.chain.js;

import dev.evodb.chain.run.Program;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.typedarrays.Float32Array;
import org.teavm.jso.typedarrays.Int32Array;

/// Makes programs of the constants of modules.
final class ProgramReader {
    private ProgramReader() {}

    /// Reads what a writer wrote.
    static Program read(ProgramText text) {
        String[] texts = new String[text.getTexts().getLength()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = text.getTexts().get(i);
        }
        float[][] centroids = new float[text.getCentroids().getLength()][];
        for (int i = 0; i < centroids.length; i++) {
            centroids[i] = floats(text.getCentroids().get(i)).toJavaArray();
        }
        return new Program(ints(text.getWords()).toJavaArray(), texts, centroids);
    }

    @JSBody(params = "array", script = "return Int32Array.from(array);")
    private static native Int32Array ints(JSObject array);

    @JSBody(
            params = "text",
            script = "var at_ = text.indexOf(' '), step_ = text.slice(0, at_); return at_ < 0"
                    + " ? new Float32Array(Uint8Array.fromBase64(text).buffer)"
                    + " : Float32Array.from(text.slice(at_ + 1), function(c_) {"
                    + " return (c_.charCodeAt(0) - 66) * step_; });")
    private static native Float32Array floats(String text);
}
