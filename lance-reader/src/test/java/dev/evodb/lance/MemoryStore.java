package dev.evodb.lance;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.Location;
import dev.evodb.lance.io.NotATableException;
import dev.evodb.lance.io.TableStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A table in memory, by path; its files may be changed between openings.
public record MemoryStore(Map<String, byte[]> files) implements TableStore {
    public static MemoryStore copyOf(Path folder) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
            }
        }
        return new MemoryStore(files);
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<String> list(String folder) throws IOException {
        List<String> names = files.keySet().stream()
                .filter(path -> path.startsWith(folder + "/"))
                .map(path -> path.substring(folder.length() + 1))
                .filter(name -> name.indexOf('/') < 0)
                .toList();
        if (names.isEmpty()) {
            throw new NotATableException(name(), "has no " + folder + " folder");
        }
        return names;
    }

    @Override
    public ByteSource open(String path) throws IOException {
        byte[] bytes = files.get(path);
        if (bytes == null) {
            throw new NoSuchFileException(path);
        }
        return new ByteSource() {
            @Override
            public String name() {
                return path;
            }

            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public ByteSlice read(long offset, int length) {
                return ByteSlice.of(bytes.clone(), Location.of(path)).slice(offset, length, "read");
            }

            @Override
            public void close() {}
        };
    }
}
