package dev.evodb.lance.io;

import dev.evodb.bytes.ByteSource;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A table in a folder of the local machine.
public final class LocalFolder implements TableStore {
    private final Path root;

    private LocalFolder(Path root) {
        this.root = root;
    }

    /// The folder `root`, which must exist.
    ///
    /// @throws NotATableException if it does not, or is a file
    public static LocalFolder open(Path root) throws IOException {
        if (!Files.exists(root)) {
            throw new NotATableException(root.toString(), "does not exist");
        }
        if (!Files.isDirectory(root)) {
            throw new NotATableException(root.toString(), "is a file, not a folder");
        }
        return new LocalFolder(root);
    }

    @Override
    public String name() {
        return root.toString();
    }

    @Override
    public String basePath() {
        return root.toAbsolutePath().normalize().toString().replace('\\', '/');
    }

    @Override
    public List<String> list(String folder) throws IOException {
        Path path = resolve(folder);
        if (!Files.isDirectory(path)) {
            throw new NotATableException(name(), "has no " + folder + " folder");
        }
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                Path name = entry.getFileName();
                if (name != null) {
                    names.add(name.toString());
                }
            }
        }
        return names;
    }

    @Override
    public ByteSource open(String path) throws IOException {
        return LocalByteSource.open(resolve(path), path);
    }

    private Path resolve(String path) throws IOException {
        try {
            Path resolved = root.resolve(path).normalize();
            if (!resolved.startsWith(root.normalize())) {
                throw new IllegalArgumentException("path " + path + " does not stay below the table");
            }
            return resolved;
        } catch (InvalidPathException e) {
            NoSuchFileException missing = new NoSuchFileException(path, null, "not a file name of this machine");
            missing.initCause(e);
            throw missing;
        }
    }
}
