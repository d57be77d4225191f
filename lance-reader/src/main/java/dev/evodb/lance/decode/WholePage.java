package dev.evodb.lance.decode;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The bytes of a small page of a source that is far away, read at once when the first of them is needed:
/// one buffer of such a page tells where to read in the next. For one thread.
public final class WholePage implements ByteSource {
    private final ByteSource source;
    private final long from;
    private final int length;
    private @Nullable ByteSlice bytes;

    private WholePage(ByteSource source, long from, int length) {
        this.source = source;
        this.from = from;
        this.length = length;
    }

    /// `source` for the reader of a page whose buffers lie at `offsets` and have `sizes` bytes; `source`
    /// itself if the page is better read range by range. The offsets are inside the file, as far as the
    /// caller knows.
    public static ByteSource of(ByteSource source, long[] offsets, long[] sizes) {
        int most = source.bytesPerRoundTrip();
        if (most == 0 || offsets.length < 2) {
            return source;
        }
        long from = Long.MAX_VALUE;
        long to = 0;
        for (int i = 0; i < offsets.length; i++) {
            from = Math.min(from, offsets[i]);
            to = Math.max(to, offsets[i] + sizes[i]);
        }
        return from < to && to - from <= most ? new WholePage(source, from, (int) (to - from)) : source;
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public long length() {
        return source.length();
    }

    @Override
    public ByteSlice read(long offset, int count) throws IOException {
        if (offset < from || count > length || offset - from > length - count) {
            return source.read(offset, count);
        }
        if (bytes == null) {
            bytes = source.read(from, length);
        }
        return bytes.slice(offset - from, count, "read");
    }

    /// Does nothing: the source is its owner's.
    @Override
    public void close() {}
}
