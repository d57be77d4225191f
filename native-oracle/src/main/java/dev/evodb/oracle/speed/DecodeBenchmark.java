package dev.evodb.oracle.speed;

import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import dev.evodb.lance.encoding.Encoding;
import dev.evodb.lance.encoding.FixedSizeList;
import dev.evodb.lance.encoding.Fsst;
import dev.evodb.lance.encoding.General;
import dev.evodb.lance.encoding.PageLayout;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.io.LocalByteSource;
import dev.evodb.lance.manifest.DataFile;
import dev.evodb.oracle.table.ColumnBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/// One column after the other, by one thread, from the file into our arrays: what each encoding costs. The floor copies
/// as many bytes as the column has in memory, batch by batch into new arrays.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DecodeBenchmark {
    static final int BATCH_ROWS = 8192;

    /// The folder of the tables.
    @Param("")
    String data = "";

    @Param({
        "flat64",
        "bits8",
        "bits16",
        "bits32",
        "bits64",
        "bool",
        "nulls32",
        "runs32",
        "bss32",
        "zstd_f64",
        "lz4_f64",
        "text",
        "fsst",
        "dictionary",
        "zstd_text",
        "lz4_text",
        "long_text",
        "small_list",
        "vector",
        "list32",
        "struct2"
    })
    String column = "flat64";

    private final byte[] floorSource = new byte[1 << 20];
    private Opened opened = Opened.NOTHING;

    private record Opened(LanceDataset table, long bytes) {
        @SuppressWarnings("NullAway") // Stands for "before the set-up" only.
        private static final Opened NOTHING = new Opened(null, 0);
    }

    @Setup(Level.Trial)
    public void open() throws IOException {
        LanceDataset table = LanceDataset.open(Path.of(data, "encodings.lance"));
        long bytes = 0;
        try (Scan scan = scan(table)) {
            while (scan.next()) {
                bytes += ColumnBytes.of(scan.batch().columns().getFirst());
            }
        }
        opened = new Opened(table, bytes);
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        opened.table().close();
    }

    private Scan scan(LanceDataset table) {
        return table.scan(ScanRequest.ALL.columns(column).parallelism(1).batchRows(BATCH_ROWS));
    }

    @Benchmark
    public void decode(Blackhole hole) throws IOException {
        try (Scan scan = scan(opened.table())) {
            while (scan.next()) {
                hole.consume(scan.batch());
            }
        }
    }

    @Benchmark
    public void floor(Blackhole hole) {
        int batches = BenchTables.ENCODING_ROWS / BATCH_ROWS;
        int batchBytes = (int) (opened.bytes() / batches);
        for (int i = 0; i < batches; i++) {
            byte[] target = new byte[batchBytes];
            for (int done = 0; done < batchBytes; done += floorSource.length) {
                System.arraycopy(floorSource, 0, target, done, Math.min(floorSource.length, batchBytes - done));
            }
            hole.consume(target);
        }
    }

    /// How the first page of `column` is stored, and the bytes of a row in the file's first page.
    static String storedAs(String data, String column) throws IOException {
        Path folder = Path.of(data, "encodings.lance");
        try (LanceDataset table = LanceDataset.open(folder)) {
            DataFile file = table.manifest().fragments().getFirst().files().getFirst();
            int field = table.schema().fields().stream()
                    .filter(found -> found.name().equals(column))
                    .findFirst()
                    .orElseThrow()
                    .leaves()
                    .getFirst()
                    .id();
            int at = 0;
            while (file.fields()[at] != field) {
                at++;
            }
            String path = "data/" + file.path();
            try (LanceFile opened =
                    LanceFile.open(LocalByteSource.open(folder.resolve(path), path), ReadLimits.DEFAULT)) {
                return describe(
                        opened.pages(file.columnIndices()[at]).getFirst().layout());
            }
        }
    }

    private static String describe(PageLayout layout) {
        return switch (layout) {
            case PageLayout.MiniBlock block ->
                "mini-block, " + describe(block.values())
                        + block.dictionary()
                                .map(dictionary -> ", dictionary of " + describe(dictionary.items()))
                                .orElse("")
                        + (block.definition().isPresent() ? ", levels" : "");
            case PageLayout.FullZip zip ->
                "full-zip, " + describe(zip.values()) + (zip.controlBytes() > 0 ? ", levels" : "");
            case PageLayout.Constant _ -> "constant";
            case PageLayout.Blob _ -> "blob";
        };
    }

    private static String describe(Encoding encoding) {
        return switch (encoding) {
            case Fsst(var _, Encoding inner) -> "fsst of " + describe(inner);
            case General(var compression, Encoding inner) -> compression + " of " + describe(inner);
            case FixedSizeList(int items, Encoding inner, var _) -> "list of " + items + " " + describe(inner);
            default -> encoding.kind();
        };
    }
}
