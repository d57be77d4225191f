package dev.evodb.snippets.lance.jvm;

import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.vector.Metric;

/// What the caller of a packing wants. Start from [#of] and change what must differ with [#toBuilder].
///
/// What is 0 (or [#CHOSEN]) is chosen by the packer: the fewest bytes a query for `profile` that reach
/// `recall`, measured with `sampleRows` of the source's rows as queries. `partitionRows` fixes the rows
/// of a partition (before they are dealt to shards), `queryBytes` does so by what the partitions of a
/// query that is not hard may weigh together. Without `nprobes` hard queries, less than half of all,
/// probe more partitions; with it they do only if `hardProbes` says how many, and never if that is 0.
/// `rowBudget` and `coldRowBudget` are the most rows that a request compares in a used and in a new
/// isolate; 0 means no budget. `rehearsals` is how many searches of a made-up pack the module makes while
/// it is evaluated, which makes the first requests of an isolate cheap where evaluation is not billed to
/// them. `payloadBytes` bounds one row's payload, `objectBytes` is what an object may weigh. With
/// `shards` above 1 the rows are dealt to as many objects that share their centroids. `url` is where the
/// object will be served; shards are `shard-0/`, `shard-1/`, ... beside it.
public record PackSpec(
        Metric metric,
        PackProfile profile,
        double recall,
        int sampleRows,
        int dims,
        int partitions,
        int cells,
        int partitionRows,
        int queryBytes,
        int refineRows,
        int nprobes,
        int hardProbes,
        int opened,
        int spread,
        int rowBudget,
        int coldRowBudget,
        int rehearsals,
        int k,
        int shards,
        int payloadBytes,
        long objectBytes,
        long seed,
        String url) {

    public static final String DEFAULT_URL = "https://pack.example/pack.bin";

    /// A value to be chosen where 0 means something else.
    public static final int CHOSEN = -1;

    /// The CDN caches files up to 512 MB on small plans.
    public static final long DEFAULT_OBJECT_BYTES = 460_000_000;

    public static final int DEFAULT_PAYLOAD_BYTES = 1024;

    public static final int DEFAULT_SAMPLE_ROWS = 300;

    /// Objects of one pack: more snippets than that are no chain.
    public static final int MOST_SHARDS = 1024;

    public PackSpec {
        if (!(recall > 0 && recall <= 1)) {
            throw new IllegalArgumentException("recall must be above 0 and at most 1, got " + recall);
        }
        require("sampleRows", sampleRows, 0, 10_000);
        require("dims", dims, 0, PackFormat.MAX_DIMS);
        require("partitions", partitions, 0, PackFormat.MAX_PARTITIONS);
        require("cells", cells, 0, PackFormat.MAX_CELLS);
        require("partitionRows", partitionRows, 0, PackFormat.MAX_GROUP);
        require("queryBytes", queryBytes, 0, 1 << 28);
        require("refineRows", refineRows, 0, PackFormat.MAX_REFINE_ROWS);
        require("nprobes", nprobes, 0, PackFormat.MAX_PROBES);
        require("hardProbes", hardProbes, CHOSEN, PackFormat.MAX_PROBES);
        require("opened", opened, 0, PackFormat.MAX_CELLS);
        require("spread", spread, CHOSEN, PackFormat.MAX_SPREAD);
        require("rowBudget", rowBudget, CHOSEN, Integer.MAX_VALUE);
        require("coldRowBudget", coldRowBudget, CHOSEN, Integer.MAX_VALUE);
        require("rehearsals", rehearsals, 0, 1000);
        require("k", k, 1, PackFormat.MAX_K);
        require("shards", shards, 1, MOST_SHARDS);
        require("payloadBytes", payloadBytes, 0, 1 << 20);
        require("objectBytes", objectBytes, 1 << 16, (long) PackFormat.ALIGNMENT * Integer.MAX_VALUE);
    }

    private static void require(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " must be in " + least + "..=" + most + ", got " + value);
        }
    }

    /// The defaults for one object: profile `evodb`, recall@10 of .95.
    public static PackSpec of(Metric metric) {
        return new Builder(metric).build();
    }

    /// This, to be changed.
    public Builder toBuilder() {
        return new Builder(this);
    }

    /// The same, dealt to so many objects.
    public PackSpec withShards(int newShards) {
        return toBuilder().shards(newShards).build();
    }

    /// Makes a [PackSpec]; methods are named after its components.
    public static final class Builder {
        private final Metric metric;
        private PackProfile profile = PackProfile.EVODB;
        private double recall = 0.95;
        private int sampleRows = DEFAULT_SAMPLE_ROWS;
        private int dims;
        private int partitions;
        private int cells;
        private int partitionRows;
        private int queryBytes;
        private int refineRows;
        private int nprobes;
        private int hardProbes = CHOSEN;
        private int opened;
        private int spread = CHOSEN;
        private int rowBudget = CHOSEN;
        private int coldRowBudget = CHOSEN;
        private int rehearsals;
        private int k = 10;
        private int shards = 1;
        private int payloadBytes = DEFAULT_PAYLOAD_BYTES;
        private long objectBytes = DEFAULT_OBJECT_BYTES;
        private long seed = 42;
        private String url = DEFAULT_URL;

        private Builder(Metric metric) {
            this.metric = metric;
        }

        private Builder(PackSpec spec) {
            metric = spec.metric;
            profile = spec.profile;
            recall = spec.recall;
            sampleRows = spec.sampleRows;
            dims = spec.dims;
            partitions = spec.partitions;
            cells = spec.cells;
            partitionRows = spec.partitionRows;
            queryBytes = spec.queryBytes;
            refineRows = spec.refineRows;
            nprobes = spec.nprobes;
            hardProbes = spec.hardProbes;
            opened = spec.opened;
            spread = spec.spread;
            rowBudget = spec.rowBudget;
            coldRowBudget = spec.coldRowBudget;
            rehearsals = spec.rehearsals;
            k = spec.k;
            shards = spec.shards;
            payloadBytes = spec.payloadBytes;
            objectBytes = spec.objectBytes;
            seed = spec.seed;
            url = spec.url;
        }

        public Builder profile(PackProfile value) {
            profile = value;
            return this;
        }

        public Builder recall(double value) {
            recall = value;
            return this;
        }

        public Builder sampleRows(int value) {
            sampleRows = value;
            return this;
        }

        public Builder dims(int value) {
            dims = value;
            return this;
        }

        public Builder partitions(int value) {
            partitions = value;
            return this;
        }

        public Builder cells(int value) {
            cells = value;
            return this;
        }

        public Builder partitionRows(int value) {
            partitionRows = value;
            return this;
        }

        public Builder queryBytes(int value) {
            queryBytes = value;
            return this;
        }

        public Builder refineRows(int value) {
            refineRows = value;
            return this;
        }

        public Builder nprobes(int value) {
            nprobes = value;
            return this;
        }

        public Builder hardProbes(int value) {
            hardProbes = value;
            return this;
        }

        public Builder opened(int value) {
            opened = value;
            return this;
        }

        public Builder spread(int value) {
            spread = value;
            return this;
        }

        public Builder rowBudget(int value) {
            rowBudget = value;
            return this;
        }

        public Builder coldRowBudget(int value) {
            coldRowBudget = value;
            return this;
        }

        public Builder rehearsals(int value) {
            rehearsals = value;
            return this;
        }

        public Builder k(int value) {
            k = value;
            return this;
        }

        public Builder shards(int value) {
            shards = value;
            return this;
        }

        public Builder payloadBytes(int value) {
            payloadBytes = value;
            return this;
        }

        public Builder objectBytes(long value) {
            objectBytes = value;
            return this;
        }

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        public Builder url(String value) {
            url = value;
            return this;
        }

        public PackSpec build() {
            return new PackSpec(
                    metric,
                    profile,
                    recall,
                    sampleRows,
                    dims,
                    partitions,
                    cells,
                    partitionRows,
                    queryBytes,
                    refineRows,
                    nprobes,
                    hardProbes,
                    opened,
                    spread,
                    rowBudget,
                    coldRowBudget,
                    rehearsals,
                    k,
                    shards,
                    payloadBytes,
                    objectBytes,
                    seed,
                    url);
        }
    }
}
