package dev.evodb.lance;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.lance.io.TableStore;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// A store that counts the bytes of data files that are read, and that can be told not to list.
record CountingStore(TableStore store, boolean canList, AtomicLong dataBytes, AtomicLong lists) implements TableStore {
    CountingStore(TableStore store, boolean canList) {
        this(store, canList, new AtomicLong(), new AtomicLong());
    }

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public List<String> list(String folder) throws IOException {
        lists.incrementAndGet();
        if (!canList) {
            throw new UnsupportedOperationException("this store cannot list");
        }
        return store.list(folder);
    }

    @Override
    public ByteSource open(String path) throws IOException {
        ByteSource source = store.open(path);
        return new ByteSource() {
            @Override
            public String name() {
                return source.name();
            }

            @Override
            public long length() {
                return source.length();
            }

            @Override
            public ByteSlice read(long offset, int length) throws IOException {
                if (path.startsWith("data/")) {
                    dataBytes.addAndGet(length);
                }
                return source.read(offset, length);
            }

            @Override
            public void close() throws IOException {
                source.close();
            }
        };
    }
}
