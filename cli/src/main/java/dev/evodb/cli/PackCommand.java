package dev.evodb.cli;

import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.lance.LanceVectorSearch;
import dev.evodb.cli.edge.EdgeFolder;
import dev.evodb.cli.input.StoreSettings;
import dev.evodb.cli.input.TableUri;
import dev.evodb.cli.output.JsonOutput;
import dev.evodb.cli.output.Progress;
import dev.evodb.cli.output.TextTable;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import dev.evodb.snippets.lance.jvm.FvecsPackSource;
import dev.evodb.snippets.lance.jvm.LancePackSource;
import dev.evodb.snippets.lance.jvm.PackParameters;
import dev.evodb.snippets.lance.jvm.PackResult;
import dev.evodb.snippets.lance.jvm.PackSpec;
import dev.evodb.snippets.lance.jvm.PackWriter;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `evodb pack`: vectors of a table as an edge pack with its snippet.
@Command(name = "pack", description = "Writes the edge pack of a vector column and the snippet that searches it.")
final class PackCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "SOURCE", description = "A Lance table, or a .fvecs file.")
    private String source = "";

    @Option(names = "--column", paramLabel = "C", description = "The vector column; needed for a table.")
    private @Nullable String column;

    @Option(
            names = "--metric",
            paramLabel = "M",
            description = "l2, cosine or dot. Default: that of the column's index, else l2.")
    private @Nullable String metric;

    @Option(names = "--payload", split = ",", paramLabel = "a,b", description = "Columns that travel with each row.")
    private List<String> payload = List.of();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write; made if missing.")
    private Path out = Path.of("");

    @Option(
            names = "--shards",
            paramLabel = "N",
            description = "Deal the rows to N objects behind a router. Default: ${DEFAULT-VALUE}.")
    private int shards = 1;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "Partitions; 0: chosen from the rows. Default: ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(
            names = "--copies",
            paramLabel = "N",
            description = "Partitions that hold a row, on average; 0: chosen. Default: ${DEFAULT-VALUE}.")
    private int copies;

    @Option(
            names = "--refine-rows",
            paramLabel = "N",
            description =
                    "Rows of a query that are compared by their 8-bit copies; 0: chosen. Default: ${DEFAULT-VALUE}.")
    private int refineRows;

    @Option(
            names = "--query-bytes",
            paramLabel = "N",
            description = "What the partitions of a query may weigh together, an object. Default: ${DEFAULT-VALUE}.")
    private int queryBytes = PackSpec.DEFAULT_QUERY_BYTES;

    @Option(
            names = "--nprobes",
            paramLabel = "N",
            description = "Partitions that a query visits unless it says otherwise. Default: ${DEFAULT-VALUE}.")
    private int nprobes = 4;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Where pack.bin will be served. Default: ${DEFAULT-VALUE}.")
    private String url = PackSpec.DEFAULT_URL;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the training; the same seed gives the same bytes. Default: ${DEFAULT-VALUE}.")
    private long seed = 42;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Mixin
    private StoreSettings stores = new StoreSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PackResult result;
        try (Progress progress = new Progress("pack", spec.commandLine().getErr())) {
            if (source.endsWith(".fvecs")) {
                if (column != null || !payload.isEmpty()) {
                    throw new IllegalArgumentException(
                            "a .fvecs file has no columns: leave out --column and --payload");
                }
                Metric chosen = metric == null ? Metric.L2 : Metric.ofWireName(metric);
                result = PackWriter.write(
                        FvecsPackSource.open(new TableUri(source).folder()), spec(chosen), out, progress::at);
            } else {
                result = packTable(progress);
            }
        }
        int routerBytes = shards > 1 ? EdgeFolder.writeRouter(out, shards) : 0;
        PrintWriter printer = spec.commandLine().getOut();
        if (json) {
            write(printer, result, routerBytes);
        } else {
            print(printer, result, routerBytes);
        }
        return ExitCode.DONE.number();
    }

    private PackResult packTable(Progress progress) throws IOException {
        if (column == null) {
            throw new IllegalArgumentException("--column is needed to pack a table");
        }
        try (LanceDataset dataset = LanceDataset.open(new TableUri(source).open(stores), OpenOptions.DEFAULT)) {
            Metric chosen = metric(dataset, column);
            return PackWriter.write(LancePackSource.of(dataset, column, payload), spec(chosen), out, progress::at);
        }
    }

    private PackSpec spec(Metric chosen) {
        return PackSpec.of(chosen)
                .withShards(shards)
                .withPartitions(partitions)
                .withCopies(copies)
                .withRefineRows(refineRows)
                .withNprobes(nprobes)
                .withQueryBytes(queryBytes)
                .withUrl(url)
                .withSeed(seed);
    }

    private Metric metric(LanceDataset dataset, String vectors) throws IOException {
        if (metric != null) {
            return Metric.ofWireName(metric);
        }
        try (LanceVectorSearch search = LanceVectorSearch.openExact(dataset, vectors, KernelSet.plain())) {
            return Metric.ofWireName(search.defaultType().wireName());
        }
    }

    private void print(PrintWriter printer, PackResult result, int routerBytes) {
        PackParameters parameters = result.parameters();
        printer.println(parameters.metric().wireName() + ", " + parameters.dims() + " dims, " + result.rows() + " rows"
                + (result.skippedRows() == 0 ? "" : " (" + result.skippedRows() + " null vectors left out)") + ", "
                + parameters.partitions() + " partitions of " + parameters.partitionRows() + " rows, each row in "
                + parameters.partitionRows() * (long) parameters.partitions() / result.rows()
                + " of them, 2-bit codes, best " + parameters.refineRows()
                + " compared by 8-bit copies, seed " + parameters.seed());
        TextTable objects = new TextTable(List.of("folder", "url", ">bytes", ">head", ">rows", ">stored", ">snippet"));
        for (PackResult.PackedObject object : result.objects()) {
            objects.add(
                    object.directory().toString(),
                    object.url(),
                    Long.toString(object.bytes()),
                    Integer.toString(object.headBytes()),
                    Integer.toString(object.rows()),
                    Integer.toString(object.storedRows()),
                    Integer.toString(object.snippetBytes()));
        }
        objects.print(printer, "");
        if (routerBytes > 0) {
            printer.println("router over " + result.objects().size() + " shards: " + out.resolve("router") + ", "
                    + routerBytes + " bytes");
        }
    }

    private void write(PrintWriter printer, PackResult result, int routerBytes) throws IOException {
        PackParameters parameters = result.parameters();
        JsonOutput.line(printer, json -> {
            json.writeStartObject();
            json.writeStringField("metric", parameters.metric().wireName());
            json.writeNumberField("dims", parameters.dims());
            json.writeNumberField("rows", result.rows());
            json.writeNumberField("skippedRows", result.skippedRows());
            json.writeNumberField("partitions", parameters.partitions());
            json.writeNumberField("partitionCap", parameters.partitionCap());
            json.writeNumberField("partitionRows", parameters.partitionRows());
            json.writeNumberField("refineRows", parameters.refineRows());
            json.writeNumberField("nprobes", parameters.nprobes());
            json.writeNumberField("k", parameters.k());
            json.writeNumberField("seed", parameters.seed());
            json.writeArrayFieldStart("objects");
            for (PackResult.PackedObject object : result.objects()) {
                json.writeStartObject();
                json.writeStringField("folder", object.directory().toString());
                json.writeStringField("url", object.url());
                json.writeNumberField("bytes", object.bytes());
                json.writeNumberField("headBytes", object.headBytes());
                json.writeNumberField("rows", object.rows());
                json.writeNumberField("storedRows", object.storedRows());
                json.writeNumberField("largestPartitionRows", object.largestPartitionRows());
                json.writeNumberField("largestPartitionBytes", object.largestPartitionBytes());
                json.writeNumberField("snippetBytes", object.snippetBytes());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeNumberField("routerBytes", routerBytes);
            json.writeEndObject();
        });
    }
}
