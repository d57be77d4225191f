package dev.evodb.sim.net;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/// An object store over a folder: the path of the URL, percent-decoded, names a file below it.
///
/// Answers as R2 behind a custom domain does for what snippets use: GET and HEAD, a single range with 206 and
/// 416, `If-None-Match`, `If-Range`, an ETag from length and time of change. Anything that leaves the folder,
/// also through a symbolic link, is a 404 like a file that does not exist. Reads only the bytes asked for;
/// keeps nothing open.
public final class FolderOrigin implements Origin {
    private final Path folder;

    /// @throws IOException if `folder` is not an existing folder
    public FolderOrigin(Path folder) throws IOException {
        this.folder = folder.toRealPath();
        if (!Files.isDirectory(this.folder)) {
            throw new IOException("not a folder: " + folder);
        }
    }

    /// The folder, absolute and without links.
    public Path folder() {
        return folder;
    }

    @Override
    public OriginResponse answer(SnippetRequest request) throws IOException {
        Path file;
        try {
            file = folder.resolve(decode(Url.parse(request.url()).path()).substring(1));
        } catch (InvalidPathException e) {
            return OriginResponse.text(404, "no such object");
        }
        if (!Files.isRegularFile(file)) {
            return OriginResponse.text(404, "no such object");
        }
        Path real = file.toRealPath();
        if (!real.startsWith(folder)) {
            return OriginResponse.text(404, "no such object");
        }
        BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
        String etag = "\"" + Long.toHexString(attributes.size()) + "-"
                + Long.toHexString(attributes.lastModifiedTime().toMillis()) + "\"";
        return new StoredObject(attributes.size(), etag, "application/octet-stream", (from, to) -> read(real, from, to))
                .answer(request);
    }

    private static byte[] read(Path file, long from, long to) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(to - from)];
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (rest.hasRemaining()) {
                if (channel.read(rest, from + rest.position()) < 0) {
                    throw new EOFException("the object shrank while it was read");
                }
            }
        }
        return bytes;
    }

    /// Percent-decodes to UTF-8; a `%` that no two hex digits follow stays as it is.
    private static String decode(String path) {
        byte[] in = path.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
            int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
            if (in[i] == '%' && high >= 0 && low >= 0) {
                out[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                out[length++] = in[i];
            }
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }
}
