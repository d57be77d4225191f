package dev.evodb.snippets.lance.js;

import dev.evodb.snippets.lance.TableLanes;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSByRef;

/// [TableLanes] with the engine's own copying and sorting: those of the class library are two kilobytes,
/// and interpreted.
final class EdgeLanes extends TableLanes {
    @Override
    public void copy(byte[] from, int at, byte[] to, int toAt, int count) {
        copyBytes(from, at, to, toAt, count);
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
