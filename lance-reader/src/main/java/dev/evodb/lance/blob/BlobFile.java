package dev.evodb.lance.blob;

import dev.evodb.bytes.ByteSource;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A file with blobs, opened when the first of them is read. Thread-safe.
public final class BlobFile implements Closeable {
    private final Opener opener;
    private @Nullable ByteSource source;
    private boolean isClosed;

    /// Opens the file.
    @FunctionalInterface
    public interface Opener {
        ByteSource open() throws IOException;
    }

    /// Nothing is opened yet.
    public BlobFile(Opener opener) {
        this.opener = opener;
    }

    /// The open file.
    ///
    /// @throws IllegalStateException if this is closed
    synchronized ByteSource source() throws IOException {
        if (isClosed) {
            throw new IllegalStateException("the blobs are closed");
        }
        ByteSource open = source;
        if (open == null) {
            open = opener.open();
            source = open;
        }
        return open;
    }

    @Override
    public synchronized void close() throws IOException {
        isClosed = true;
        ByteSource open = source;
        source = null;
        if (open != null) {
            open.close();
        }
    }
}
