package dev.evodb.snippets.lance.js;

import dev.evodb.snippets.lance.TableLanes;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSByRef;

/// [TableLanes] without the class library's copying and sorting: those are two kilobytes of a snippet.
final class EdgeLanes extends TableLanes {
    @Override
    public void copy(byte[] from, int at, byte[] to, int toAt, int count) {
        // A few bytes at a time: views of the arrays would cost more than the loop.
        for (int i = 0; i < count; i++) {
            to[toAt + i] = from[at + i];
        }
    }

    @Override
    public void sort(double[] values) {
        sortNumbers(values);
    }

    @JSBody(params = "values", script = "values.sort();")
    static native void sortNumbers(@JSByRef double[] values);

    @JSBody(
            params = {"from", "at", "to", "toAt", "count"},
            script = "to.set(from.subarray(at,at+count),toAt);")
    static native void copyBytes(@JSByRef byte[] from, int at, @JSByRef byte[] to, int toAt, int count);
}
