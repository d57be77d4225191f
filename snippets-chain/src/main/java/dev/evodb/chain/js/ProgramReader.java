package dev.evodb.chain.js;

import dev.evodb.chain.run.Program;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.typedarrays.Int32Array;

/// Makes programs of the constants of modules.
final class ProgramReader {
    private ProgramReader() {}

    /// Reads what a writer wrote, but for centroids, by which no snippet partitions.
    static Program read(ProgramText text) {
        String[] texts = new String[text.getTexts().getLength()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = text.getTexts().get(i);
        }
        return new Program(ints(text.getWords()).toJavaArray(), texts, new float[0][]);
    }

    @JSBody(params = "array", script = "return Int32Array.from(array);")
    private static native Int32Array ints(JSObject array);
}
