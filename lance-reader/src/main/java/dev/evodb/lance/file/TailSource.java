package dev.evodb.lance.file;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.io.SegmentSource;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;

/// A file whose last bytes are in memory: they hold the footer and, as a rule, all metadata, so that
/// opening a file takes one read.
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

    /// Local files come back as they are: a read of theirs costs less than a copy of the tail.
    static ByteSource of(ByteSource source) throws IOException {
        if (source instanceof SegmentSource) {
            return source;
        }
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

    /// As [#read], and what is not in the tail with one call of the source.
    @Override
    public ByteSlice[] readAll(long[] offsets, int[] lengths) throws IOException {
        ByteSlice[] slices = new ByteSlice[offsets.length];
        int[] far = IntStream.range(0, offsets.length)
                .filter(i -> offsets[i] < tailFrom)
                .toArray();
        ByteSlice[] fetched = source.readAll(
                Arrays.stream(far).mapToLong(i -> offsets[i]).toArray(),
                Arrays.stream(far).map(i -> lengths[i]).toArray());
        for (int i = 0; i < far.length; i++) {
            slices[far[i]] = fetched[i];
        }
        for (int i = 0; i < slices.length; i++) {
            if (offsets[i] >= tailFrom) {
                slices[i] = tail.slice(offsets[i] - tailFrom, lengths[i], "read");
            }
        }
        return slices;
    }

    @Override
    public int bytesPerRoundTrip() {
        return source.bytesPerRoundTrip();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
