package dev.evodb.lance.blob;

import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The blobs of some rows, in the order in which these were asked for. Files are opened when a blob in
/// them is read for the first time, and stay open until this is closed. Thread-safe.
///
/// ```java
/// try (Blobs blobs = table.takeBlobs("image", new long[] {3, 1})) {
///     Optional<Blob> ofRow3 = blobs.get(0);
/// }
/// ```
public final class Blobs implements Closeable {
    private final List<Optional<Blob>> blobs;
    private final List<BlobFile> files;

    /// `files` are those that `blobs` lie in; they are closed with this.
    public Blobs(List<Optional<Blob>> blobs, Collection<BlobFile> files) {
        this.blobs = List.copyOf(blobs);
        this.files = List.copyOf(files);
    }

    /// How many rows were asked for.
    public int count() {
        return blobs.size();
    }

    /// The blob of the row that was asked for as number `index`; nothing for a null.
    ///
    /// @throws IndexOutOfBoundsException if `index` is not in `[0, count())`
    public Optional<Blob> get(int index) {
        return blobs.get(index);
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (BlobFile file : files) {
            try {
                file.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
