package dev.evodb.ann.index;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// A file that appears whole or not at all: written under another name, forced to the disk, renamed, and
/// the folder forced. For one thread; whoever opens closes, which leaves nothing behind unless [#publish]
/// was called.
final class DurableFile implements Closeable {
    /// Names of files that are being written end so.
    static final String TEMPORARY = ".part";

    private static final int STEP_BYTES = 1 << 20;

    private final Path temporary;
    private final Path target;
    private final FileChannel channel;
    private byte[] step = new byte[0];

    private DurableFile(Path temporary, Path target, FileChannel channel) {
        this.temporary = temporary;
        this.target = target;
        this.channel = channel;
    }

    /// Begins what will be `target`; a left-over of an earlier attempt goes.
    static DurableFile create(Path target) throws IOException {
        Path temporary = target.resolveSibling(target.getFileName() + TEMPORARY);
        FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        return new DurableFile(temporary, target, channel);
    }

    void write(long offset, MemorySegment array) throws IOException {
        for (long at = 0; at < array.byteSize(); at += STEP_BYTES) {
            int count = (int) Math.min(STEP_BYTES, array.byteSize() - at);
            if (step.length < count) {
                step = new byte[count];
            }
            MemorySegment.copy(array, at, MemorySegment.ofArray(step), 0, count);
            ByteBuffer buffer = ByteBuffer.wrap(step, 0, count);
            while (buffer.hasRemaining()) {
                channel.write(buffer, offset + at + buffer.position());
            }
        }
    }

    /// Makes the file at least `length` bytes long.
    void extend(long length) throws IOException {
        if (channel.size() < length) {
            channel.write(ByteBuffer.allocate(1), length - 1);
        }
    }

    void force() throws IOException {
        channel.force(true);
    }

    /// Gives the file its name, replacing another one, and forces file and folder to the disk.
    void publish() throws IOException {
        force();
        channel.close();
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path folder = target.toAbsolutePath().getParent();
        if (folder != null) {
            forceFolder(folder);
        }
    }

    /// Forces the entries of a folder to the disk, where the system can.
    private static void forceFolder(Path folder) throws IOException {
        try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
            opened.force(true);
        } catch (java.nio.file.AccessDeniedException _) {
            // Windows opens no folder; its file systems write entries of a renamed file on their own.
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(temporary);
    }
}
