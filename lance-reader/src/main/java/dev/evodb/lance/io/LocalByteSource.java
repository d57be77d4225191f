package dev.evodb.lance.io;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A file of the local machine. Its length and the time of its last write are pinned when it is opened;
/// every read checks afterwards that they are the same.
///
/// A file that another one replaces, or that is deleted, stays readable as it was.
///
/// Small reads ask the file system for their bytes. The first large read of a large file maps the file
/// into memory, or else the small read after many, and all reads go there from then on. Where a file
/// cannot be mapped, every read is a small one.
public final class LocalByteSource implements SegmentSource {
    /// Files that are shorter are not worth a mapping: to make and to undo it costs as much as to read
    /// some 256 KiB.
    static final long MAPPED_FILE_BYTES = 1L << 20;

    /// Shorter reads of a file that is not mapped cost about the same either way; from 4 MiB on the
    /// mapping is three times as fast.
    static final long MAPPED_READ_BYTES = 128L << 10;

    /// Small reads of a file that is not mapped: each costs a system call, so that after this many a
    /// mapping has paid for itself.
    static final int MAPPED_AFTER_READS = 256;

    /// Longest single read from the channel, which goes through a buffer of that size outside of the
    /// heap.
    private static final int STEP_BYTES = 256 << 10;

    private final Path path;
    private final String name;
    private final long length;
    private final BasicFileAttributes opened;
    private volatile FileChannel channel;
    private volatile @Nullable MemorySegment mapping;
    private volatile boolean wasMappingTried;
    private final AtomicInteger smallReads = new AtomicInteger();
    private volatile boolean isClosed;
    private @Nullable Arena arena;

    private LocalByteSource(Path path, String name, FileChannel channel, BasicFileAttributes opened)
            throws IOException {
        this.path = path;
        this.name = name;
        this.channel = channel;
        this.length = channel.size();
        this.opened = opened;
    }

    /// Opens `path`; errors will call it `name`.
    public static LocalByteSource open(Path path, String name) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new LocalByteSource(path, name, channel, attributes(path));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public ByteSlice read(long offset, int count) throws IOException {
        check(offset, count);
        byte[] bytes = new byte[count];
        fill(offset, MemorySegment.ofArray(bytes));
        checkUnchanged();
        return ByteSlice.of(bytes, Location.of(name).atOffset(offset));
    }

    @Override
    public ByteSlice[] readAll(long[] offsets, int[] lengths) throws IOException {
        ByteSlice[] slices = new ByteSlice[offsets.length];
        for (int i = 0; i < slices.length; i++) {
            check(offsets[i], lengths[i]);
            byte[] bytes = new byte[lengths[i]];
            fill(offsets[i], MemorySegment.ofArray(bytes));
            slices[i] = ByteSlice.of(bytes, Location.of(name).atOffset(offsets[i]));
        }
        checkUnchanged();
        return slices;
    }

    @Override
    public void copy(long offset, MemorySegment target) throws IOException {
        check(offset, target.byteSize());
        fill(offset, target);
        checkUnchanged();
    }

    @Override
    public void copyAll(long[] offsets, int[] places, int count, int length, MemorySegment target) throws IOException {
        MemorySegment mapped = mapped((long) count * length);
        for (int i = 0; i < count; i++) {
            check(offsets[i], length);
            long place = (long) places[i] * length;
            if (mapped == null) {
                readFully(offsets[i], target.asSlice(place, length));
            } else {
                copyMapped(mapped, offsets[i], target, place, length);
            }
        }
        checkUnchanged();
    }

    /// Whether reads go to a mapping now.
    boolean isMapped() {
        return mapping != null;
    }

    @Override
    public synchronized void close() throws IOException {
        isClosed = true;
        channel.close();
        if (arena != null) {
            arena.close();
            arena = null;
        }
    }

    private void check(long offset, long count) throws ClosedChannelException {
        if (isClosed) {
            throw new ClosedChannelException();
        }
        if (offset < 0 || count < 0 || offset > length || count > length - offset) {
            throw new CorruptFileException(
                    Location.of(name).atOffset(Math.clamp(offset, 0, length)),
                    "bytes [" + offset + ", " + offset + "+" + count + ") are not inside the " + length
                            + " bytes of the file");
        }
    }

    private void fill(long offset, MemorySegment target) throws IOException {
        MemorySegment mapped = mapped(target.byteSize());
        if (mapped == null) {
            readFully(offset, target);
        } else {
            copyMapped(mapped, offset, target, 0, target.byteSize());
        }
    }

    /// The one place that touches mapped memory. A page that the file no longer has ends the copy in an
    /// [InternalError]; the rest of the last page reads as zeros, which [#checkUnchanged] finds.
    private void copyMapped(MemorySegment mapped, long offset, MemorySegment target, long place, long count)
            throws IOException {
        try {
            MemorySegment.copy(mapped, offset, target, place, count);
        } catch (InternalError e) {
            checkUnchanged();
            throw new IOException(
                    "cannot read " + name + ": its disk does not give bytes [" + offset + ", " + offset + "+" + count
                            + ")",
                    e);
        } catch (IllegalStateException e) {
            if (!isClosed) {
                throw e;
            }
            ClosedChannelException closed = new ClosedChannelException();
            closed.initCause(e);
            throw closed;
        }
    }

    private @Nullable MemorySegment mapped(long count) {
        if (wasMappingTried || length < MAPPED_FILE_BYTES) {
            return mapping;
        }
        boolean isWorthIt = count >= MAPPED_READ_BYTES || smallReads.incrementAndGet() > MAPPED_AFTER_READS;
        return isWorthIt ? map() : null;
    }

    /// Not every file system can map, and address space may be limited: then reads go to the channel.
    private synchronized @Nullable MemorySegment map() {
        if (!wasMappingTried && !isClosed) {
            Arena opening = Arena.ofShared();
            try {
                mapping = channel.map(FileChannel.MapMode.READ_ONLY, 0, length, opening);
                arena = opening;
            } catch (IOException | UnsupportedOperationException _) {
                opening.close();
            }
            wasMappingTried = true;
        }
        return mapping;
    }

    private void readFully(long offset, MemorySegment target) throws IOException {
        FileChannel used = channel;
        while (true) {
            try {
                readFully(used, offset, target);
                return;
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (ClosedChannelException e) {
                used = reopened(used, e);
            }
        }
    }

    private void readFully(FileChannel from, long offset, MemorySegment target) throws IOException {
        // Only memory outside of the heap and byte arrays have a buffer's view; others are filled through an array.
        boolean isDirect = target.isNative() || target.heapBase().orElse(null) instanceof byte[];
        byte[] through = isDirect ? new byte[0] : new byte[(int) Math.min(STEP_BYTES, target.byteSize())];
        for (long done = 0; done < target.byteSize(); ) {
            int step = (int) Math.min(STEP_BYTES, target.byteSize() - done);
            ByteBuffer buffer =
                    isDirect ? target.asSlice(done, step).asByteBuffer() : ByteBuffer.wrap(through, 0, step);
            while (buffer.hasRemaining()) {
                if (from.read(buffer, offset + done + buffer.position()) < 0) {
                    throw new FileChangedException(name, length, from.size());
                }
            }
            if (!isDirect) {
                MemorySegment.copy(MemorySegment.ofArray(through), 0, target, done, step);
            }
            done += step;
        }
    }

    /// Bytes that were read before this call are of the file that was opened, if it returns.
    private void checkUnchanged() throws IOException {
        Optional<BasicFileAttributes> found = openedFileNow();
        long size = found.isPresent() ? found.get().size() : channel.size();
        if (size != length) {
            throw new FileChangedException(name, length, size);
        }
        if (found.isPresent() && !found.get().lastModifiedTime().equals(opened.lastModifiedTime())) {
            throw new FileChangedException(
                    name, opened.lastModifiedTime(), found.get().lastModifiedTime());
        }
    }

    /// Nothing if the file was deleted or another one is in its place: what is open is still there.
    private Optional<BasicFileAttributes> openedFileNow() throws IOException {
        try {
            BasicFileAttributes found = attributes(path);
            return Objects.equals(found.fileKey(), opened.fileKey()) ? Optional.of(found) : Optional.empty();
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /// A thread that is interrupted while it reads closes the channel for everybody; the others go on
    /// with a new one.
    private synchronized FileChannel reopened(FileChannel broken, ClosedChannelException cause) throws IOException {
        if (isClosed) {
            throw cause;
        }
        if (channel == broken) {
            if (openedFileNow().isEmpty()) {
                throw cause; // Only the broken channel had it.
            }
            channel = FileChannel.open(path, StandardOpenOption.READ);
        }
        return channel;
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class);
    }
}
