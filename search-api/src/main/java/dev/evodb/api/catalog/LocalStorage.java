package dev.evodb.api.catalog;

import dev.evodb.lance.io.LocalFolder;
import dev.evodb.lance.io.TableStore;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Tables in folders of this machine.
public final class LocalStorage implements Storage {
    private final Path root;

    /// @throws NoSuchFileException if there is no folder `root`
    public LocalStorage(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new NoSuchFileException(root.toString(), null, "there is no folder " + root);
        }
        this.root = root.toRealPath();
    }

    @Override
    public List<String> folders(List<String> path) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder(path), Files::isDirectory)) {
            for (Path entry : entries) {
                Path name = entry.getFileName();
                if (name != null) {
                    names.add(name.toString());
                }
            }
        } catch (NoSuchFileException | NotDirectoryException _) {
            return List.of();
        }
        return names;
    }

    @Override
    public TableStore table(List<String> path) throws IOException {
        return LocalFolder.open(folder(path));
    }

    private Path folder(List<String> path) {
        Path folder = root;
        for (String name : path) {
            folder = folder.resolve(name);
        }
        return folder;
    }
}
