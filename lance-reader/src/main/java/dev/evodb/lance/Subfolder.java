package dev.evodb.lance;

import dev.evodb.bytes.ByteSource;
import dev.evodb.lance.io.TableStore;
import java.io.IOException;
import java.util.List;

/// The part of a store below `path`, which has passed [dev.evodb.lance.io.RelativePath#check].
record Subfolder(TableStore store, String path) implements TableStore {
    /// `store` itself for an empty path.
    static TableStore of(TableStore store, String path) {
        return path.isEmpty() ? store : new Subfolder(store, path);
    }

    @Override
    public String name() {
        return store.name() + "/" + path;
    }

    @Override
    public List<String> list(String folder) throws IOException {
        return store.list(path + "/" + folder);
    }

    @Override
    public boolean canList() {
        return store.canList();
    }

    @Override
    public ByteSource open(String file) throws IOException {
        return store.open(path + "/" + file);
    }
}
