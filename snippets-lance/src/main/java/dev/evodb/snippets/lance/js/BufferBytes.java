package dev.evodb.snippets.lance.js;

import dev.evodb.snippets.lance.PackBytes;
import org.teavm.jso.typedarrays.ArrayBuffer;
import org.teavm.jso.typedarrays.Float32Array;
import org.teavm.jso.typedarrays.Int32Array;
import org.teavm.jso.typedarrays.Int8Array;

/// Views of a buffer as Java arrays: nothing is copied. Every engine that runs snippets is little endian.
final class BufferBytes implements PackBytes {
    private final ArrayBuffer buffer;
    private final byte[] bytes;

    BufferBytes(ArrayBuffer buffer) {
        this.buffer = buffer;
        this.bytes = new Int8Array(buffer).toJavaArray();
    }

    @Override
    public int length() {
        return bytes.length;
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public int[] ints(int from, int count) {
        return new Int32Array(buffer, from, count).toJavaArray();
    }

    @Override
    public float[] floats(int from, int count) {
        return new Float32Array(buffer, from, count).toJavaArray();
    }
}
