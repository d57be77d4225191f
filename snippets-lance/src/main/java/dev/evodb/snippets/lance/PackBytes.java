package dev.evodb.snippets.lance;

import dev.evodb.bytes.LittleEndian;

/// The bytes of a head or a partition as arrays, little endian: copies on the JVM, views of one buffer in a
/// snippet.
///
/// Offsets are multiples of the element size. Callers check every range against [#length] first: compiled
/// to JavaScript, a read outside of an array is not an exception but `undefined`.
public interface PackBytes {
    int length();

    /// All of them; `bytes().length == length()`. Shared, not to be changed.
    byte[] bytes();

    /// `count` values from byte `from`.
    int[] ints(int from, int count);

    /// `count` values from byte `from`.
    float[] floats(int from, int count);

    /// Reads from `bytes`, which is shared and must no longer change.
    static PackBytes of(byte[] bytes) {
        return new PackBytes() {
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
                int[] values = new int[count];
                for (int i = 0; i < count; i++) {
                    values[i] = LittleEndian.readInt(bytes, from + 4 * i);
                }
                return values;
            }

            @Override
            public float[] floats(int from, int count) {
                float[] values = new float[count];
                for (int i = 0; i < count; i++) {
                    values[i] = LittleEndian.readFloat(bytes, from + 4 * i);
                }
                return values;
            }
        };
    }
}
