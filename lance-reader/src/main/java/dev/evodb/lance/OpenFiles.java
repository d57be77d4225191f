package dev.evodb.lance;

import dev.evodb.bytes.ByteSource;
import dev.evodb.lance.BasePaths.StoredFile;
import dev.evodb.lance.file.LanceFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// The data files of a table that are open. Each is opened once and shared; a few stay open when nobody
/// uses them, so that a table of many fragments neither runs out of file handles nor reads every footer
/// again. Thread-safe.
final class OpenFiles implements Closeable {
    private static final int MAX_IDLE = 32;

    private final ReadLimits limits;
    private final Map<StoredFile, Shared> files = new LinkedHashMap<>(16, 0.75f, true);
    private boolean isClosed;

    OpenFiles(ReadLimits limits) {
        this.limits = limits;
    }

    /// `file`, open until the lease is closed.
    synchronized Lease lease(StoredFile file) throws IOException {
        if (isClosed) {
            throw new IllegalStateException("the table is closed");
        }
        Shared shared = files.get(file);
        if (shared == null) {
            shared = new Shared(open(file, limits));
            files.put(file, shared);
        }
        shared.users++;
        return new Lease(shared);
    }

    /// Opens `stored` for the caller alone.
    static LanceFile open(StoredFile stored, ReadLimits limits) throws IOException {
        ByteSource source = stored.store().open(stored.path());
        boolean isOpen = false;
        try {
            LanceFile file = LanceFile.open(source, limits);
            isOpen = true;
            return file;
        } finally {
            if (!isOpen) {
                source.close();
            }
        }
    }

    private synchronized void giveBack(Shared shared) throws IOException {
        shared.users--;
        long idle = files.values().stream().filter(file -> file.users == 0).count();
        Iterator<Shared> oldestFirst = files.values().iterator();
        while (!isClosed && idle > MAX_IDLE && oldestFirst.hasNext()) {
            Shared oldest = oldestFirst.next();
            if (oldest.users == 0) {
                oldestFirst.remove();
                oldest.file.close();
                idle--;
            }
        }
    }

    /// Closes every file, also those in use.
    @Override
    public synchronized void close() throws IOException {
        isClosed = true;
        for (Shared shared : files.values()) {
            shared.file.close();
        }
        files.clear();
    }

    /// A file that is in use by its holder.
    final class Lease implements Closeable {
        private final Shared shared;
        private boolean isOver;

        private Lease(Shared shared) {
            this.shared = shared;
        }

        LanceFile file() {
            return shared.file;
        }

        @Override
        public void close() throws IOException {
            if (!isOver) {
                isOver = true;
                giveBack(shared);
            }
        }
    }

    private static final class Shared {
        private final LanceFile file;
        private int users;

        private Shared(LanceFile file) {
            this.file = file;
        }
    }
}
