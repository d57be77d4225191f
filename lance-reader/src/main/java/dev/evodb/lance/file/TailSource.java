package dev.evodb.lance.file;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import java.io.IOException;
import java.util.stream.IntStream;

/// A file whose last bytes are in memory: they hold the footer and, as a rule, all metadata, so that opening
/// a file takes one read.
final class TailSource implements ByteSource {
    /// How much of the end is kept.
    static final int TAIL_BYTES = 64 << 10;

    private final ByteSource source;
    private final ByteSlice tail;
    private final long tailFrom;

    private TailSource(ByteSource source, ByteSlice tail, long tailFrom) {
        this.source = source;
        this.tail = tail;
        this.tailFrom = tailFrom;
    }

    static TailSource of(ByteSource source) throws IOException {
        int length = (int) Math.min(source.length(), TAIL_BYTES);
        long from = source.length() - length;
        return new TailSource(source, source.read(from, length), from);
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public long length() {
        return source.length();
    }

    /// Shared with other readers of the same bytes, so not to be changed.
    ///
    /// @throws CorruptFileException if the range is not inside the file
    @Override
    public ByteSlice read(long offset, int length) throws IOException {
        return offset >= tailFrom ? tail.slice(offset - tailFrom, length, "read") : source.read(offset, length);
    }

    /// As [#read]; ranges that are not in memory are asked for together.
    @Override
    public ByteSlice[] readAll(long[] offsets, int[] lengths) throws IOException {
        int[] elsewhere = IntStream.range(0, offsets.length)
                .filter(i -> offsets[i] < tailFrom)
                .toArray();
        long[] theirOffsets = new long[elsewhere.length];
        int[] theirLengths = new int[elsewhere.length];
        for (int i = 0; i < elsewhere.length; i++) {
            theirOffsets[i] = offsets[elsewhere[i]];
            theirLengths[i] = lengths[elsewhere[i]];
        }
        ByteSlice[] theirs = source.readAll(theirOffsets, theirLengths);
        ByteSlice[] slices = new ByteSlice[offsets.length];
        for (int i = 0; i < elsewhere.length; i++) {
            slices[elsewhere[i]] = theirs[i];
        }
        for (int i = 0; i < slices.length; i++) {
            if (offsets[i] >= tailFrom) {
                slices[i] = tail.slice(offsets[i] - tailFrom, lengths[i], "read");
            }
        }
        return slices;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
