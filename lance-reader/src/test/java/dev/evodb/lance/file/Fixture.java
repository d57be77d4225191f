package dev.evodb.lance.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import dev.evodb.lance.io.LocalFolder;
import dev.evodb.lance.io.TableStore;
import dev.evodb.lance.manifest.BasePath;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A folder with a table of the reference writer and what the reference reader says about it.
public record Fixture(String name, Path table, JsonNode expected) {
    public static Path root() {
        return Path.of(System.getProperty("evodb.fixtures"));
    }

    public static Path samples() {
        return Path.of(System.getProperty("evodb.root")).resolve("samples");
    }

    public static Fixture of(String name) throws IOException {
        Path folder = root().resolve(name);
        JsonNode expected =
                new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
        return new Fixture(name, folder.resolve("data.lance"), expected);
    }

    /// Options that allow the files elsewhere that the table refers to: manifests hold the absolute paths
    /// of the machine that wrote them, below a folder of the fixture's name.
    public OpenOptions options() throws IOException {
        OpenOptions options = OpenOptions.DEFAULT;
        List<TableStore> roots = new ArrayList<>(List.of(LocalFolder.open(table)));
        if (Files.isDirectory(table.resolve("tree"))) {
            try (DirectoryStream<Path> branches = Files.newDirectoryStream(table.resolve("tree"))) {
                for (Path branch : branches) {
                    roots.add(LocalFolder.open(branch));
                }
            }
        }
        for (TableStore root : roots) {
            try (LanceDataset opened = LanceDataset.open(root, options)) {
                for (BasePath base : opened.manifest().basePaths()) {
                    int folder = base.path().indexOf("/" + name + "/");
                    options = options.withBase(base.path().substring(0, folder + 1 + name.length()), folder());
                }
            }
        }
        return options;
    }

    private Path folder() {
        return root().resolve(name);
    }

    /// The names of all folders with a table and expectations.
    public static List<String> names() throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root(), Files::isDirectory)) {
            for (Path folder : folders) {
                if (Files.exists(folder.resolve("expected.json")) && Files.exists(folder.resolve("data.lance"))) {
                    found.add(String.valueOf(folder.getFileName()));
                }
            }
        }
        found.sort(String::compareTo);
        return found;
    }

    /// All fixtures whose tables can be read file by file: nothing deleted, columns whole.
    static List<Fixture> readable() throws IOException {
        List<Fixture> found = new ArrayList<>();
        for (String name : names()) {
            Fixture fixture = of(name);
            if (fixture.isReadable()) {
                found.add(fixture);
            }
        }
        return found;
    }

    private boolean isReadable() {
        JsonNode fragments = expected.path("dataset").path("fragments");
        for (JsonNode fragment : fragments) {
            if (fragment.path("files").size() != 1
                    || fragment.path("deletedRows").asInt() > 0
                    || !Files.exists(dataFile(fragment))) {
                return false;
            }
        }
        return !fragments.isEmpty() && expected.path("content").has("columns");
    }

    List<Path> dataFiles() {
        List<Path> files = new ArrayList<>();
        expected.path("dataset").path("fragments").forEach(fragment -> files.add(dataFile(fragment)));
        return files;
    }

    private Path dataFile(JsonNode fragment) {
        return table.resolve("data")
                .resolve(fragment.path("files").path(0).path("path").asText());
    }

    List<Path> indexFiles() throws IOException {
        Path indices = table.resolve("_indices");
        if (!Files.isDirectory(indices)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(indices)) {
            return files.filter(file -> file.toString().endsWith(".idx"))
                    .sorted()
                    .toList();
        }
    }
}
