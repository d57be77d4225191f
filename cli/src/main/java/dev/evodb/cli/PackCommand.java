package dev.evodb.cli;

import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.lance.LanceVectorSearch;
import dev.evodb.chain.Cost;
import dev.evodb.chain.TreeShape;
import dev.evodb.chain.jvm.run.Centroids;
import dev.evodb.cli.edge.PackChain;
import dev.evodb.cli.edge.PackFacts;
import dev.evodb.cli.edge.RegionRouting;
import dev.evodb.cli.edge.ShardMap;
import dev.evodb.cli.input.StoreSettings;
import dev.evodb.cli.input.TableUri;
import dev.evodb.cli.output.JsonOutput;
import dev.evodb.cli.output.PackReport;
import dev.evodb.cli.output.Progress;
import dev.evodb.cli.pack.RegionPack;
import dev.evodb.cli.pack.Regions;
import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import dev.evodb.sim.limit.Profile;
import dev.evodb.snippets.lance.jvm.FvecsPackSource;
import dev.evodb.snippets.lance.jvm.LancePackSource;
import dev.evodb.snippets.lance.jvm.PackProfile;
import dev.evodb.snippets.lance.jvm.PackResult;
import dev.evodb.snippets.lance.jvm.PackSource;
import dev.evodb.snippets.lance.jvm.PackSpec;
import dev.evodb.snippets.lance.jvm.PackWriter;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
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
            description = "Deal the rows to N objects behind a router, or a tree of routers if one would need more"
                    + " subrequests than the profile has. Default: ${DEFAULT-VALUE}.")
    private int shards = 1;

    @Option(
            names = "--shard-by",
            paramLabel = "B",
            description = "turns: each shard gets a part of every region, and all have to be asked; region: each gets"
                    + " rows that lie together, and only the nearest are asked. Default: ${DEFAULT-VALUE}.")
    private String shardBy = "turns";

    @Option(
            names = "--ask",
            paramLabel = "M",
            description = "With --shard-by region: shards that a request asks, those with the nearest centroids; or"
                    + " all. Default: the fewest that hold --recall of the true neighbours of the sampled rows.")
    private @Nullable String ask;

    @Option(
            names = "--chain-url",
            paramLabel = "URL",
            description = "Where routers and shards will be asked, with {id} for router, router-0, shard-0, ... in the"
                    + " host. Default: ${DEFAULT-VALUE}.")
    private String chainUrl = PackChain.DEFAULT_URL;

    @Option(
            names = "--retries",
            paramLabel = "0|1",
            description = "1: a router asks again who failed, as often as the profile has subrequests beyond its"
                    + " branches; 0: it asks each once. Default: ${DEFAULT-VALUE}.")
    private int retries = 1;

    @Option(
            names = "--profile",
            paramLabel = "P",
            description = "Plan to pack for: evodb, pro, business or enterprise. Default: ${DEFAULT-VALUE}.")
    private String profile = PackProfile.EVODB.wireName();

    @Option(
            names = "--recall",
            paramLabel = "R",
            description = "Share of the true --k nearest rows to reach, measured with rows of the source as queries;"
                    + " exit code 4 if it is asked for and not reached. Default: 0.95.")
    private @Nullable Double recall;

    @Option(
            names = "--sample",
            paramLabel = "N",
            description = "Rows of the source to measure with; 0: measure nothing. Default: ${DEFAULT-VALUE}.")
    private int sample = PackSpec.DEFAULT_SAMPLE_ROWS;

    @Option(
            names = "--k",
            paramLabel = "N",
            description =
                    "Hits of a query that does not say; also what recall is measured at. Default: ${DEFAULT-VALUE}.")
    private int k = 10;

    @Option(
            names = "--dims",
            paramLabel = "N",
            description = "Dims of the codes; vectors are reduced to them. 0: those of the vectors, 256 at most."
                    + " Default: ${DEFAULT-VALUE}.")
    private int dims;

    @Option(names = "--partitions", paramLabel = "N", description = "Partitions; 0: chosen. Default: ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(
            names = "--cells",
            paramLabel = "N",
            description = "Cells that the partitions are grouped in; 0: chosen. Default: ${DEFAULT-VALUE}.")
    private int cells;

    @Option(
            names = "--opened",
            paramLabel = "N",
            description = "Cells that a query opens; 0: chosen. Default: ${DEFAULT-VALUE}.")
    private int opened;

    @ArgGroup
    private Size size = new Size();

    /// What fixes the rows of a partition.
    private static final class Size {
        @Option(
                names = "--partition-rows",
                paramLabel = "N",
                description = "Rows of a partition, of all shards together. Default: chosen for --recall.")
        private int partitionRows;

        @Option(
                names = "--query-bytes",
                paramLabel = "N",
                description =
                        "What the partitions of a query that is not hard weigh together, an object. Default: chosen"
                                + " for --recall.")
        private int queryBytes;
    }

    @Option(
            names = "--refine-rows",
            paramLabel = "N",
            description = "Rows of a query that are compared by all of their bits; 0: chosen."
                    + " Default: ${DEFAULT-VALUE}.")
    private int refineRows;

    @Option(
            names = "--nprobes",
            paramLabel = "N",
            description = "Partitions that a query visits unless it says otherwise; 0: chosen, and more of them if"
                    + " it is hard. Default: ${DEFAULT-VALUE}.")
    private int nprobes;

    @Option(
            names = "--hard-probes",
            paramLabel = "N",
            description = "Partitions that a hard query visits, one of those (45 %% of the source's rows) whose best"
                    + " partition scores lowest; 0: as many as others, -1: all that the profile lets a used isolate"
                    + " read, unless --nprobes is given. Default: ${DEFAULT-VALUE}.")
    private int hardProbes = PackSpec.CHOSEN;

    @Option(
            names = "--spread",
            paramLabel = "N",
            description = "How much the choice of a partition counts against those beside it, in thousandths;"
                    + " -1: chosen. Default: ${DEFAULT-VALUE}.")
    private int spread = PackSpec.CHOSEN;

    @Option(
            names = "--row-budget",
            paramLabel = "N",
            description = "Most rows that a request compares; 0: no budget, -1: the profile's."
                    + " Default: ${DEFAULT-VALUE}.")
    private int rowBudget = PackSpec.CHOSEN;

    @Option(
            names = "--rehearsals",
            paramLabel = "N",
            description = "Searches of a made-up pack while the module is evaluated, so that the first requests of an"
                    + " isolate find compiled code. Only where the platform does not bill evaluation to a request."
                    + " Default: ${DEFAULT-VALUE}.")
    private int rehearsals;

    @Option(
            names = "--cold-row-budget",
            paramLabel = "N",
            description = "The same in a new isolate. Default: ${DEFAULT-VALUE}.")
    private int coldRowBudget = PackSpec.CHOSEN;

    @Option(
            names = "--object-bytes",
            paramLabel = "N",
            description = "What an object may weigh: the CDN caches 512 MB. Default: ${DEFAULT-VALUE}.")
    private long objectBytes = PackSpec.DEFAULT_OBJECT_BYTES;

    @Option(
            names = "--payload-bytes",
            paramLabel = "N",
            description = "Most bytes of JSON that one row's payload may have. Default: ${DEFAULT-VALUE}.")
    private int payloadBytes = PackSpec.DEFAULT_PAYLOAD_BYTES;

    @Option(
            names = "--payload-nan",
            paramLabel = "refuse|null",
            description = "What becomes of payload values that are NaN or infinite. Default: ${DEFAULT-VALUE}.")
    private String payloadNan = "refuse";

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

    /// Of the rows that were packed, if `--shard-by region` asked for regions.
    private Optional<RegionRouting> routing = Optional.empty();

    @Override
    public Integer call() throws IOException {
        Optional<PackChain> asked;
        try {
            // Before the work, not after it.
            asked = chain();
        } catch (LimitExceededException e) {
            spec.commandLine().getErr().println("pack: no tree is legal: " + e.getMessage());
            return ExitCode.BUDGET_MISSED.number();
        }
        Optional<PackResult> packed;
        try (Progress progress = new Progress("pack", spec.commandLine().getErr())) {
            if (source.endsWith(".fvecs")) {
                if (column != null || !payload.isEmpty()) {
                    throw new IllegalArgumentException(
                            "a .fvecs file has no columns: leave out --column and --payload");
                }
                Metric chosen = metric == null ? Metric.L2 : Metric.ofWireName(metric);
                packed = pack(FvecsPackSource.open(new TableUri(source).folder()), chosen, asked, progress);
            } else {
                packed = packTable(asked, progress);
            }
        }
        if (packed.isEmpty()) {
            return ExitCode.BUDGET_MISSED.number();
        }
        PackResult result = packed.get();
        Optional<PackChain> chain = routing.map(RegionRouting::chain).or(() -> asked);
        Optional<PackReport.Tree> tree = Optional.empty();
        if (chain.isPresent()) {
            PackChain.Written written = chain.get().write(out, shardCosts(result), centroids());
            tree = Optional.of(new PackReport.Tree(chain.get().shape(), written.largestRouterBytes()));
            ShardMap.of(result, chain.get(), routing.map(RegionRouting::regions), shardsToAsk())
                    .write(out);
        } else {
            PackChain.forget(out);
        }
        PrintWriter printer = spec.commandLine().getOut();
        PackReport report = new PackReport(result, tree, routing, profile, rehearsals, out);
        if (json) {
            JsonOutput.line(printer, report::write);
        } else {
            report.print(printer);
        }
        boolean isMissed = recall != null && (!result.measurement().isReached() || isCoverageMissed(recall));
        return (isMissed ? ExitCode.BUDGET_MISSED : ExitCode.DONE).number();
    }

    private boolean isCoverageMissed(double target) {
        return routing.isPresent() && routing.get().coverage() < target;
    }

    private Centroids centroids() {
        return routing.map(made -> made.centroids().ofChoosing()).orElse(Centroids.NONE);
    }

    /// Empty for the default.
    private OptionalInt shardsToAsk() {
        if (ask == null) {
            return OptionalInt.empty();
        }
        if (!isByRegion()) {
            throw new IllegalArgumentException("--ask is for --shard-by region and several shards");
        }
        if (ask.equals("all")) {
            return OptionalInt.of(shards);
        }
        int wanted;
        try {
            wanted = Integer.parseInt(ask);
        } catch (NumberFormatException _) {
            wanted = 0;
        }
        if (wanted < 1 || wanted > shards) {
            throw new IllegalArgumentException("--ask must be in 1..=" + shards + " or all, got " + ask);
        }
        return OptionalInt.of(wanted);
    }

    private Optional<PackChain> chain() {
        isByRegion();
        shardsToAsk();
        if (shards == 1) {
            if (!chainUrl.equals(PackChain.DEFAULT_URL)) {
                throw new IllegalArgumentException("--chain-url is for --shards");
            }
            if (retries != 1) {
                throw new IllegalArgumentException("--retries is for --shards");
            }
            return Optional.empty();
        }
        if (shards < 1 || shards > TreeShape.MAX_LEAVES) {
            throw new IllegalArgumentException("--shards must be in 1..=" + TreeShape.MAX_LEAVES + ", got " + shards);
        }
        if (retries < 0 || retries > 1) {
            throw new IllegalArgumentException("--retries must be 0 or 1, got " + retries);
        }
        PackChain chain = PackChain.cheapest(shards, Profile.of(profile), chainUrl);
        return Optional.of(retries == 0 ? chain.withoutRetries() : chain);
    }

    /// What a search of each shard needs at most, as far as packing tells.
    private static List<Cost> shardCosts(PackResult result) throws IOException {
        List<Cost> costs = new ArrayList<>();
        for (PackResult.PackedObject object : result.objects()) {
            int fetches = PackFacts.read(object.directory()).mostFetches();
            costs.add(Cost.ofSubrequests(fetches).withPackageBytes(object.snippetBytes()));
        }
        return costs;
    }

    private Optional<PackResult> packTable(Optional<PackChain> chain, Progress progress) throws IOException {
        if (column == null) {
            throw new IllegalArgumentException("--column is needed to pack a table");
        }
        try (LanceDataset dataset = LanceDataset.open(new TableUri(source).open(stores), OpenOptions.DEFAULT)) {
            Metric chosen = metric(dataset, column);
            return pack(LancePackSource.of(dataset, column, payload, isNanNull()), chosen, chain, progress);
        }
    }

    /// Empty if routers lack room for what they would choose by, which is told. `all` is the chain that
    /// asks all shards, if there are several.
    private Optional<PackResult> pack(PackSource rows, Metric chosen, Optional<PackChain> all, Progress progress)
            throws IOException {
        if (all.isEmpty() || !isByRegion()) {
            return Optional.of(PackWriter.write(rows, spec(chosen), out, progress::at));
        }
        PackSpec design = spec(chosen);
        Regions made = Regions.of(rows, new Regions.Wanted(chosen, shards, k, sample, seed), progress::at);
        RegionRouting.Wanted wanted = new RegionRouting.Wanted(
                shardsToAsk(), design.recall(), Profile.of(profile).subrequests());
        RegionRouting chosenRouting;
        try {
            chosenRouting = RegionRouting.of(made, all.get(), wanted);
        } catch (LimitExceededException e) {
            spec.commandLine()
                    .getErr()
                    .println("pack: routers have no room for the centroids they would choose by: " + e.getMessage()
                            + "; --ask all makes routers that need none");
            return Optional.empty();
        }
        routing = Optional.of(chosenRouting);
        return Optional.of(RegionPack.write(rows, chosenRouting.regions(), design, out, progress::at));
    }

    private boolean isByRegion() {
        return switch (shardBy) {
            case "turns" -> false;
            case "region" -> shards > 1;
            default -> throw new IllegalArgumentException("--shard-by must be turns or region, got " + shardBy);
        };
    }

    private PackSpec spec(Metric chosen) {
        PackSpec.Builder builder = PackSpec.of(chosen).toBuilder();
        if (recall != null) {
            builder.recall(recall);
        }
        return builder.profile(PackProfile.ofWireName(profile))
                .sampleRows(sample)
                .k(k)
                .dims(dims)
                .partitions(partitions)
                .cells(cells)
                .opened(opened)
                .partitionRows(size.partitionRows)
                .queryBytes(size.queryBytes)
                .refineRows(refineRows)
                .nprobes(nprobes)
                .hardProbes(hardProbes)
                .spread(spread)
                .rowBudget(rowBudget)
                .coldRowBudget(coldRowBudget)
                .rehearsals(rehearsals)
                .objectBytes(objectBytes)
                .payloadBytes(payloadBytes)
                .shards(shards)
                .url(url)
                .seed(seed)
                .build();
    }

    private boolean isNanNull() {
        return switch (payloadNan) {
            case "refuse" -> false;
            case "null" -> true;
            default -> throw new IllegalArgumentException("--payload-nan must be refuse or null, got " + payloadNan);
        };
    }

    private Metric metric(LanceDataset dataset, String vectors) throws IOException {
        if (metric != null) {
            return Metric.ofWireName(metric);
        }
        try (LanceVectorSearch search = LanceVectorSearch.openExact(dataset, vectors, KernelSet.plain())) {
            return Metric.ofWireName(search.defaultType().wireName());
        }
    }
}
