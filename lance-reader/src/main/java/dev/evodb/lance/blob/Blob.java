package dev.evodb.lance.blob;

import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// The bytes of one blob. Nothing is read before it is asked for, and nothing beside it. Thread-safe;
/// usable until what it came from is closed.
public final class Blob {
    private final BlobFile file;
    private final long position;
    private final long size;

    /// Bytes `[position, position + size)` of `file`, which stays the caller's.
    public Blob(BlobFile file, long position, long size) {
        if (position < 0 || size < 0 || position > Long.MAX_VALUE - size) {
            throw new IllegalArgumentException("no blob can be " + size + " bytes at " + position);
        }
        this.file = file;
        this.position = position;
        this.size = size;
    }

    /// Number of bytes.
    public long size() {
        return size;
    }

    /// Bytes `[from, from + length)` of the blob, given away.
    ///
    /// @throws IndexOutOfBoundsException if they are not inside it
    /// @throws CorruptFileException if the file does not hold the whole blob
    public byte[] read(long from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, size);
        if (length == 0) {
            return new byte[0];
        }
        ByteSource source = file.source();
        if (position > source.length() - size) {
            throw new CorruptFileException(
                    Location.of(source.name()).atOffset(position),
                    "blob of " + size + " bytes at " + position + " exceeds file length " + source.length());
        }
        return source.read(position + from, length).toBytes();
    }

    /// All bytes, given away.
    ///
    /// @throws LimitExceededException if there are more than `mostBytes`
    public byte[] readAll(int mostBytes) throws IOException {
        if (size > mostBytes) {
            throw new LimitExceededException("bytes of a blob", mostBytes, size);
        }
        return read(0, (int) size);
    }

    /// The bytes one after the other. For one thread; closing it does nothing.
    public InputStream openStream() {
        return new BlobStream();
    }

    private final class BlobStream extends InputStream {
        /// Single bytes come out of portions of this many.
        private static final int PORTION = 1 << 16;

        private long next;
        private byte[] portion = {};
        private int inPortion;

        @Override
        public int read() throws IOException {
            if (inPortion == portion.length && !fill()) {
                return -1;
            }
            return portion[inPortion++] & 0xFF;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            Objects.checkFromIndexSize(from, length, target.length);
            if (length == 0) {
                return 0;
            }
            if (inPortion == portion.length && !fill()) {
                return -1;
            }
            int part = Math.min(length, portion.length - inPortion);
            System.arraycopy(portion, inPortion, target, from, part);
            inPortion += part;
            return part;
        }

        @Override
        public long skip(long count) {
            long wanted = Math.max(0, Math.min(count, available(size)));
            long within = Math.min(wanted, portion.length - inPortion);
            inPortion += (int) within;
            next += wanted - within;
            return wanted;
        }

        @Override
        public int available() {
            return (int) available(Integer.MAX_VALUE);
        }

        private long available(long most) {
            return Math.min(most, size - next + (portion.length - inPortion));
        }

        private boolean fill() throws IOException {
            int length = (int) Math.min(PORTION, size - next);
            if (length == 0) {
                return false;
            }
            portion = Blob.this.read(next, length);
            inPortion = 0;
            next += length;
            return true;
        }
    }
}
