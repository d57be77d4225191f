package dev.evodb.snippets.lance.jvm;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// A file that appears whole or not at all: written under another name, forced to the disk, renamed, and
/// the folder forced. For one thread; whoever creates closes, which leaves nothing behind unless
/// [#publish] was called.
final class PublishedFile implements Closeable {
    private final Path temporary;
    private final Path target;
    private final FileChannel channel;

    private PublishedFile(Path temporary, Path target, FileChannel channel) {
        this.temporary = temporary;
        this.target = target;
        this.channel = channel;
    }

    /// Begins what will be `target`; a left-over of an earlier attempt goes.
    static PublishedFile create(Path target) throws IOException {
        Path temporary = target.resolveSibling(target.getFileName() + ".part");
        FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        return new PublishedFile(temporary, target, channel);
    }

    /// Writes and publishes `text` at once.
    static void write(Path target, String text) throws IOException {
        try (PublishedFile file = create(target)) {
            file.write(text.getBytes(StandardCharsets.UTF_8), 0);
            file.publish();
        }
    }

    void write(byte[] bytes, long at) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer, at + buffer.position());
        }
    }

    /// Gives the file its name, replacing another one.
    void publish() throws IOException {
        channel.force(true);
        channel.close();
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null) {
            return;
        }
        try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
            opened.force(true);
        } catch (AccessDeniedException _) {
            // Windows opens no folder; its file systems write entries of a renamed file on their own.
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(temporary);
    }
}
