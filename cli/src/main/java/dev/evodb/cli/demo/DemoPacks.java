package dev.evodb.cli.demo;

import dev.evodb.cli.edge.EdgeFolder;
import dev.evodb.cli.edge.PackChain;
import dev.evodb.cli.output.Progress;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.manifest.DataFile;
import dev.evodb.sim.limit.Profile;
import dev.evodb.snippets.lance.jvm.LancePackSource;
import dev.evodb.snippets.lance.jvm.PackSpec;
import dev.evodb.snippets.lance.jvm.PackWriter;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The packs of the demonstration: one object, and four shards behind a router. Made once and kept in a
/// work folder, made anew when the table, the parameters or this program have changed.
public record DemoPacks(EdgeFolder single, EdgeFolder chain, Path folder) {
    public static final int SHARDS = 4;
    private static final String KEY = "made-from";

    /// Opens the packs in `folder`, writing them first where necessary.
    public static DemoPacks prepare(LanceDataset dataset, Path folder, Progress progress) throws IOException {
        PackSpec spec = PackSpec.of(Metric.COSINE).toBuilder()
                .nprobes(DemoRun.PARTITIONS)
                .build();
        Path single = folder.resolve("one");
        Path chain = folder.resolve("shards-" + SHARDS);
        String key = dataset.version() + " " + files(dataset) + "\n" + spec + "\n" + program();
        Path keyFile = folder.resolve(KEY);
        if (!Files.exists(keyFile) || !Files.readString(keyFile).equals(key)) {
            Files.createDirectories(folder);
            Files.deleteIfExists(keyFile);
            PackWriter.write(source(dataset), spec, single, progress::at);
            PackWriter.write(source(dataset), spec.withShards(SHARDS), chain, progress::at);
            PackChain.cheapest(SHARDS, Profile.EVODB, PackChain.DEFAULT_URL).write(chain, List.of());
            Files.writeString(keyFile, key);
        }
        return new DemoPacks(EdgeFolder.open(single), EdgeFolder.open(chain), folder);
    }

    private static LancePackSource source(LanceDataset dataset) {
        return LancePackSource.of(dataset, WordTable.VECTOR, List.of(WordTable.WORD));
    }

    private static List<String> files(LanceDataset dataset) {
        return dataset.manifest().fragments().stream()
                .flatMap(fragment -> fragment.files().stream())
                .map(DataFile::path)
                .toList();
    }

    /// Changes with every build of the packing code.
    private static String program() throws IOException {
        try {
            Path code = Path.of(PackWriter.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return code.getFileName() + " " + Files.getLastModifiedTime(code);
        } catch (URISyntaxException e) {
            throw new IOException("cannot tell where this program is installed", e);
        }
    }
}
