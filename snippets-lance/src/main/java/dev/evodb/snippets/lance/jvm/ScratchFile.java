package dev.evodb.snippets.lance.jvm;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Bytes on disk while a pack is made, so that the heap needs not hold what is packed: appended once by
/// one thread, then read in any order by all. Gone when closed; whoever creates closes.
final class ScratchFile implements Closeable {
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
    private final Arena arena = Arena.ofShared();
    private long length;

    private ScratchFile(FileChannel channel) {
        this.channel = channel;
    }

    /// `file` must not exist.
    static ScratchFile create(Path file) throws IOException {
        return new ScratchFile(FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE));
    }

    /// Bytes appended so far.
    long length() {
        return length;
    }

    void append(byte[] bytes, int from, int count) throws IOException {
        int at = from;
        while (at < from + count) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int step = Math.min(buffer.remaining(), from + count - at);
            buffer.put(bytes, at, step);
            at += step;
        }
        length += count;
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    /// All bytes, valid until this is closed. Nothing may be appended any more.
    MemorySegment map() throws IOException {
        flush();
        return channel.map(FileChannel.MapMode.READ_ONLY, 0, length, arena);
    }

    @Override
    public void close() throws IOException {
        arena.close();
        channel.close();
    }
}
