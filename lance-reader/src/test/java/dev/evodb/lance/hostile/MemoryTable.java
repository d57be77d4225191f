package dev.evodb.lance.hostile;

import dev.evodb.bytes.ByteSource;
import dev.evodb.lance.io.NotATableException;
import dev.evodb.lance.io.TableStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A table in memory. Copies share the bytes of files that were not replaced.
public final class MemoryTable implements TableStore {
    private final String name;
    private final NavigableMap<String, byte[]> files;
    private final boolean canList;

    private MemoryTable(String name, NavigableMap<String, byte[]> files, boolean canList) {
        this.name = name;
        this.files = files;
        this.canList = canList;
    }

    /// A table without files.
    public static MemoryTable empty(String name) {
        return new MemoryTable(name, new TreeMap<>(), true);
    }

    /// All files below `root`.
    public static MemoryTable load(String name, Path root) throws IOException {
        NavigableMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return new MemoryTable(name, files, true);
    }

    /// This table with other bytes in one file.
    public MemoryTable with(String path, byte[] bytes) {
        NavigableMap<String, byte[]> changed = new TreeMap<>(files);
        changed.put(path, bytes);
        return new MemoryTable(name, changed, canList);
    }

    /// This table without one file.
    public MemoryTable without(String path) {
        NavigableMap<String, byte[]> changed = new TreeMap<>(files);
        changed.remove(path);
        return new MemoryTable(name, changed, canList);
    }

    /// This table in a store that cannot list.
    MemoryTable withoutListing() {
        return new MemoryTable(name, files, false);
    }

    /// Path to bytes, which are shared.
    public Map<String, byte[]> files() {
        return files;
    }

    public byte[] bytes(String path) {
        byte[] found = files.get(path);
        if (found == null) {
            throw new IllegalArgumentException("no file " + path + " in " + name);
        }
        return found;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> list(String folder) throws IOException {
        String prefix = folder + "/";
        List<String> names = new ArrayList<>();
        for (String path : files.tailMap(prefix).keySet()) {
            if (!path.startsWith(prefix)) {
                break;
            }
            String rest = path.substring(prefix.length());
            if (rest.indexOf('/') < 0) {
                names.add(rest);
            }
        }
        if (names.isEmpty()) {
            throw new NotATableException(name, "has no " + folder + " folder");
        }
        return names;
    }

    @Override
    public boolean canList() {
        return canList;
    }

    @Override
    public ByteSource open(String path) throws IOException {
        byte[] bytes = files.get(path);
        if (bytes == null) {
            throw new NoSuchFileException(path);
        }
        return new MemorySource(path, bytes);
    }
}
