package dev.evodb.ann.fuzz;

import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.lance.LanceVectorSearch;
import dev.evodb.lance.LanceDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The index of a fixture, with its two files changed: opened, searched, refined.
final class LanceIndexInput {
    private static final Path FIXTURES = Path.of(System.getProperty("evodb.fixtures"));

    private final Path[] paths;
    private final byte[][] good;
    private final LanceDataset dataset;

    /// Copies the table, so that its index can be written over.
    LanceIndexInput(String fixture) throws IOException {
        Path table = FIXTURES.resolve(fixture).resolve("data.lance");
        Path copy = Files.createTempDirectory("evodb-fuzz").resolve("data.lance");
        List<Path> files;
        try (Stream<Path> all = Files.walk(table)) {
            files = all.toList();
        }
        for (Path file : files) {
            Path target = copy.resolve(table.relativize(file).toString());
            if (Files.isDirectory(file)) {
                Files.createDirectories(target);
            } else {
                Files.copy(file, target);
            }
        }
        try (Stream<Path> all = Files.walk(copy.resolve("_indices"))) {
            paths = all.filter(Files::isRegularFile).sorted().toArray(Path[]::new);
        }
        good = new byte[paths.length][];
        for (int i = 0; i < paths.length; i++) {
            good[i] = Files.readAllBytes(paths[i]);
        }
        dataset = LanceDataset.open(copy);
    }

    void run(byte[] input) throws IOException {
        byte[][] changed = ChangedFiles.apply(good, input);
        for (int i = 0; i < paths.length; i++) {
            Files.write(paths[i], changed[i]);
        }
        try (LanceVectorSearch search = LanceVectorSearch.open(dataset, "vec", KernelSet.plain())) {
            search.search(SearchRequest.of(new float[32], 10).withProbes(8));
            search.search(SearchRequest.of(new float[32], 3).withProbes(1, 8).withRefineFactor(2));
        }
    }
}
