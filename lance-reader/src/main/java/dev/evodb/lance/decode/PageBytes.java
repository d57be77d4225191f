package dev.evodb.lance.decode;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.lance.encoding.Scratch;
import dev.evodb.lance.io.SegmentSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// The buffers of one page, read on demand.
final class PageBytes {
    private static final int LONGEST_READ = Integer.MAX_VALUE - 16;

    private final ByteSource source;
    private final Page page;
    private final String column;
    private final PageCache cache;
    private final Scratch scratch;
    private byte[] borrowed = {};

    /// `column` is the name that errors carry; `cache` is that of the file.
    PageBytes(ByteSource source, Page page, String column, PageCache cache, Scratch scratch) {
        this.source = WholePage.of(source, page.bufferOffsets(), page.bufferSizes());
        this.page = page;
        this.column = column;
        this.cache = cache;
        this.scratch = scratch;
    }

    Page page() {
        return page;
    }

    PageCache cache() {
        return cache;
    }

    /// The page's metadata.
    Location at() {
        return page.at().inColumn(column);
    }

    int buffers() {
        return page.bufferOffsets().length;
    }

    /// Bytes of buffer `buffer`.
    ///
    /// @throws CorruptFileException if the page has no such buffer
    long size(int buffer) {
        if (buffer >= buffers()) {
            throw new CorruptFileException(at(), "page has " + buffers() + " buffers, needs buffer " + buffer);
        }
        return page.bufferSizes()[buffer];
    }

    /// Where byte `index` of buffer `buffer` is.
    Location at(int buffer, long index) {
        return at().atOffset(page.bufferOffsets()[buffer] + index);
    }

    /// The whole of buffer `buffer`.
    ByteSlice read(int buffer) throws IOException {
        return read(buffer, 0, size(buffer));
    }

    /// The whole of each of `buffers`, asked for together.
    ByteSlice[] readEach(int... buffers) throws IOException {
        long[] offsets = new long[buffers.length];
        int[] lengths = new int[buffers.length];
        for (int i = 0; i < buffers.length; i++) {
            lengths[i] = check(buffers[i], 0, size(buffers[i]));
            offsets[i] = page.bufferOffsets()[buffers[i]];
        }
        return labelled(source.readAll(offsets, lengths));
    }

    /// Bytes `[from, from + length)` of buffer `buffer`.
    ///
    /// @throws CorruptFileException if they are not inside the buffer
    /// @throws LimitExceededException if they are more than an array holds
    ByteSlice read(int buffer, long from, long length) throws IOException {
        int checked = check(buffer, from, length);
        return labelled(source.read(page.bufferOffsets()[buffer] + from, checked));
    }

    /// Bytes `[starts[i], ends[i])` of buffer `buffer` for each `i`, asked for together. They are valid
    /// until the next call or [#giveBack].
    ///
    /// @throws CorruptFileException if they are not inside the buffer
    /// @throws LimitExceededException if one of them is more than an array holds
    ByteSlice[] readAll(int buffer, long[] starts, long[] ends) throws IOException {
        giveBack();
        if (starts.length == 1
                && ends[0] - starts[0] >= Scratch.LEAST_BYTES
                && scratch != Scratch.NONE
                && source instanceof SegmentSource segments) {
            return new ByteSlice[] {readInto(segments, buffer, starts[0], ends[0] - starts[0])};
        }
        long[] offsets = new long[starts.length];
        int[] lengths = new int[starts.length];
        for (int i = 0; i < starts.length; i++) {
            lengths[i] = check(buffer, starts[i], ends[i] - starts[i]);
            offsets[i] = page.bufferOffsets()[buffer] + starts[i];
        }
        return labelled(source.readAll(offsets, lengths));
    }

    /// Ends the use of what [#readAll] answered last.
    void giveBack() {
        scratch.giveBack(borrowed);
        borrowed = new byte[0];
    }

    private ByteSlice readInto(SegmentSource segments, int buffer, long from, long length) throws IOException {
        int checked = check(buffer, from, length);
        long offset = page.bufferOffsets()[buffer] + from;
        borrowed = scratch.take(checked);
        segments.copy(offset, MemorySegment.ofArray(borrowed).asSlice(0, checked));
        Location at = Location.of(source.name()).atOffset(offset);
        return labelled(ByteSlice.of(borrowed, at).slice(0, checked, "page bytes"));
    }

    private ByteSlice[] labelled(ByteSlice[] slices) {
        ByteSlice[] labelled = new ByteSlice[slices.length];
        for (int i = 0; i < slices.length; i++) {
            labelled[i] = labelled(slices[i]);
        }
        return labelled;
    }

    /// Whether [#copy] moves bytes once, from the file to where they are wanted.
    boolean isSegmented() {
        return source instanceof SegmentSource;
    }

    /// Fills `target` with bytes of buffer `buffer` from `from` on.
    ///
    /// @throws CorruptFileException if they are not inside the buffer
    void copy(int buffer, long from, MemorySegment target) throws IOException {
        long length = target.byteSize();
        checkInside(buffer, from, length);
        SegmentSource.copy(source, page.bufferOffsets()[buffer] + from, target);
    }

    private int check(int buffer, long from, long length) {
        checkInside(buffer, from, length);
        if (length > LONGEST_READ) {
            throw new LimitExceededException("bytes of one read", LONGEST_READ, length, at(buffer, from));
        }
        return (int) length;
    }

    private void checkInside(int buffer, long from, long length) {
        long size = size(buffer);
        if (from < 0 || length < 0 || from > size || length > size - from) {
            throw new CorruptFileException(
                    at(buffer, 0),
                    "buffer " + buffer + " has " + size + " bytes, needed are [" + from + ", " + from + "+" + length
                            + ")");
        }
    }

    private ByteSlice labelled(ByteSlice slice) {
        return slice.labelled(column, page.at().page());
    }
}
