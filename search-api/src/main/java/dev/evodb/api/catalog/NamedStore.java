package dev.evodb.api.catalog;

import dev.evodb.bytes.ByteSource;
import dev.evodb.lance.io.TableStore;
import java.io.IOException;
import java.util.List;

/// The files of a table under a name that may be told to clients, in place of their path on this machine.
record NamedStore(String name, TableStore store) implements TableStore {
    @Override
    public String basePath() {
        return store.basePath();
    }

    @Override
    public boolean canList() {
        return store.canList();
    }

    @Override
    public List<String> list(String folder) throws IOException {
        return store.list(folder);
    }

    @Override
    public ByteSource open(String path) throws IOException {
        return store.open(path);
    }
}
