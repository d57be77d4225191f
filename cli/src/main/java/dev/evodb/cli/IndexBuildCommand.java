package dev.evodb.cli;

import dev.evodb.ann.index.AnnIndex;
import dev.evodb.ann.index.AnnSpec;
import dev.evodb.ann.index.IndexKind;
import dev.evodb.ann.parallel.BuildProgress;
import dev.evodb.ann.source.FvecsFile;
import dev.evodb.ann.source.LanceVectors;
import dev.evodb.ann.source.VectorSource;
import dev.evodb.cli.input.IndexOptions;
import dev.evodb.cli.input.StoreSettings;
import dev.evodb.cli.input.TableUri;
import dev.evodb.cli.output.IndexReport;
import dev.evodb.cli.output.Progress;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `evodb index build`: vectors of a table or of an `.fvecs` file as an index.
@Command(name = "build", description = "Builds an index of the vectors of a Lance table or an .fvecs file.")
final class IndexBuildCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "SOURCE", description = "A Lance table, or a .fvecs file.")
    private String source = "";

    @Option(names = "--column", paramLabel = "C", description = "The vector column; needed for a table.")
    private @Nullable String column;

    @Option(
            names = "--type",
            paramLabel = "T",
            description = "ivf_pq (4-bit codes), ivf_rq (RaBitQ), ivf_flat, ivf_sq or hnsw. Default: ${DEFAULT-VALUE}.")
    private String type = IndexKind.IVF_PQ.wireName();

    @Option(names = "--metric", paramLabel = "M", description = "l2, cosine or dot. Default: ${DEFAULT-VALUE}.")
    private String metric = Metric.L2.wireName();

    @Mixin
    private IndexOptions options = new IndexOptions();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write; made if missing.")
    private Path out = Path.of("");

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Mixin
    private StoreSettings stores = new StoreSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (source.endsWith(".fvecs")) {
            if (column != null) {
                throw new IllegalArgumentException("a .fvecs file has no columns: leave out --column");
            }
            build(FvecsFile.open(new TableUri(source).folder()));
        } else {
            if (column == null) {
                throw new IllegalArgumentException("--column is needed to index a table");
            }
            try (LanceDataset dataset = LanceDataset.open(new TableUri(source).open(stores), OpenOptions.DEFAULT)) {
                build(LanceVectors.open(dataset, column));
            }
        }
        try (AnnIndex index = AnnIndex.open(out)) {
            IndexReport.print(spec.commandLine().getOut(), index.describe(), json);
        }
        return ExitCode.DONE.number();
    }

    private void build(VectorSource vectors) throws IOException {
        AnnSpec built =
                options.spec(IndexKind.ofWireName(type), Metric.ofWireName(metric), vectors.rows(), vectors.dims());
        try (Progress progress = new Progress("index", spec.commandLine().getErr())) {
            AnnIndex.build(out, vectors, built, progress(progress));
        }
    }

    /// Threads report by turns and not in order: the bar goes on only.
    static BuildProgress progress(Progress progress) {
        return new BuildProgress() {
            private String phase = "";
            private long most;

            @Override
            public synchronized void report(String newPhase, long done, long total) {
                most = newPhase.equals(phase) ? Math.max(most, done) : done;
                phase = newPhase;
                progress.at(phase, (int) Math.min(Integer.MAX_VALUE, most), (int) Math.min(Integer.MAX_VALUE, total));
            }
        };
    }
}
