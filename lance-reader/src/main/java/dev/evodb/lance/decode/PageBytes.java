package dev.evodb.lance.decode;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import java.io.IOException;

/// The buffers of one page, read on demand.
final class PageBytes {
    private final ByteSource source;
    private final Page page;
    private final String column;

    /// `column` is the name that errors carry.
    PageBytes(ByteSource source, Page page, String column) {
        this.source = source;
        this.page = page;
        this.column = column;
    }

    Page page() {
        return page;
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

    /// Bytes `[from, from + length)` of buffer `buffer`.
    ///
    /// @throws CorruptFileException if they are not inside the buffer
    /// @throws LimitExceededException if they are more than an array holds
    ByteSlice read(int buffer, long from, long length) throws IOException {
        long size = size(buffer);
        if (from < 0 || length < 0 || from > size || length > size - from) {
            throw new CorruptFileException(
                    at(buffer, 0),
                    "buffer " + buffer + " has " + size + " bytes, needed are [" + from + ", " + from + "+" + length
                            + ")");
        }
        if (length > Integer.MAX_VALUE - 16) {
            throw new LimitExceededException("bytes of one read", Integer.MAX_VALUE - 16, length, at(buffer, from));
        }
        return source.read(page.bufferOffsets()[buffer] + from, (int) length)
                .labelled(column, page.at().page());
    }
}
