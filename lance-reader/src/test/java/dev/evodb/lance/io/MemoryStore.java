package dev.evodb.lance.io;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// A table in memory, which counts what is read of it. An open counts as a request, and so does each
/// read.
public final class MemoryStore implements TableStore {
    private final Map<String, byte[]> files;
    private final AtomicLong requests = new AtomicLong();
    private final ConcurrentMap<String, AtomicLong> bytesRead = new ConcurrentHashMap<>();

    public MemoryStore(Map<String, byte[]> files) {
        this.files = new TreeMap<>(files);
    }

    /// The files below `folder`.
    public static MemoryStore of(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
            }
        }
        return new MemoryStore(files);
    }

    public Map<String, byte[]> files() {
        return files;
    }

    public long requests() {
        return requests.get();
    }

    public long bytesRead(String path) {
        AtomicLong bytes = bytesRead.get(path);
        return bytes == null ? 0 : bytes.get();
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<String> list(String folder) throws IOException {
        requests.incrementAndGet();
        List<String> names = files.keySet().stream()
                .filter(path -> path.startsWith(folder + "/"))
                .map(path -> path.substring(folder.length() + 1).replaceFirst("/.*", ""))
                .distinct()
                .toList();
        if (names.isEmpty()) {
            throw new NotATableException(name(), "has no " + folder + " folder");
        }
        return names;
    }

    @Override
    public ByteSource open(String path) throws IOException {
        requests.incrementAndGet();
        byte[] bytes = files.get(path);
        if (bytes == null) {
            throw new NoSuchFileException(path);
        }
        AtomicLong read = bytesRead.computeIfAbsent(path, _ -> new AtomicLong());
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
                Location at = Location.of(path).atOffset(offset);
                if (offset < 0 || length < 0 || offset > bytes.length || length > bytes.length - offset) {
                    throw new CorruptFileException(at, "read of " + length + " bytes exceeds " + bytes.length);
                }
                requests.incrementAndGet();
                read.addAndGet(length);
                byte[] copy = new byte[length];
                System.arraycopy(bytes, (int) offset, copy, 0, length);
                return ByteSlice.of(copy, at);
            }

            @Override
            public void close() {}
        };
    }
}
