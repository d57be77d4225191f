package dev.evodb.lance.file.v20;

/// Where buffers lie in a file: buffer `i` is bytes `[offsets[i], offsets[i] + sizes[i])`, all of them
/// inside it.
public record Extents(long[] offsets, long[] sizes) {
    /// No buffers.
    public static final Extents NONE = new Extents(new long[0], new long[0]);

    int count() {
        return offsets.length;
    }
}
