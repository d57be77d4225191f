package dev.evodb.lance.io;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file of the local machine, read at positions. Its length is pinned when it is opened.
public final class LocalByteSource implements ByteSource {
    private final Path path;
    private final String name;
    private final long length;
    private volatile FileChannel channel;
    private volatile boolean isClosed;

    private LocalByteSource(Path path, String name, FileChannel channel, long length) {
        this.path = path;
        this.name = name;
        this.channel = channel;
        this.length = length;
    }

    /// Opens `path`; errors will call it `name`.
    public static LocalByteSource open(Path path, String name) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new LocalByteSource(path, name, channel, channel.size());
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
        if (offset < 0 || count < 0 || offset > length || count > length - offset) {
            throw new CorruptFileException(
                    Location.of(name).atOffset(Math.clamp(offset, 0, length)),
                    "bytes [" + offset + ", " + offset + "+" + count + ") are not inside the " + length
                            + " bytes of the file");
        }
        byte[] bytes = new byte[count];
        FileChannel used = channel;
        while (true) {
            try {
                readFully(used, offset, bytes);
                return ByteSlice.of(bytes, Location.of(name).atOffset(offset));
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (ClosedChannelException e) {
                used = reopened(used, e);
            }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        isClosed = true;
        channel.close();
    }

    private void readFully(FileChannel from, long offset, byte[] bytes) throws IOException {
        long found = from.size();
        if (found != length) {
            throw new FileChangedException(name, length, found);
        }
        ByteBuffer target = ByteBuffer.wrap(bytes);
        while (target.hasRemaining()) {
            if (from.read(target, offset + target.position()) < 0) {
                throw new FileChangedException(name, length, from.size());
            }
        }
    }

    /// A thread that is interrupted while it reads closes the channel for everybody; the others go on with a new one.
    private synchronized FileChannel reopened(FileChannel broken, ClosedChannelException cause) throws IOException {
        if (isClosed) {
            throw cause;
        }
        if (channel == broken) {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        }
        return channel;
    }
}
