package dev.evodb.snippets.lance.jvm;

import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.snippets.lance.PartitionLayout;
import dev.evodb.vector.Metric;

/// What a packing settled on.
///
/// `queryDims` are those of the source, `dims` those of the codes. `partitionRows` is how many nearest
/// rows a partition gets, before its rows are dealt to shards. `opened` is how many cells a query opens,
/// `spread` how much the choice of a partition counts against those beside it, in thousandths.
/// A query probes `nprobes` partitions, or `hardProbes` (if that is not 0) when the score of its best one is
/// below `hardScore`. `rowBudget` and `coldRowBudget` are 0 without a budget. docs/adr/0006-edge-pack-v1.md has the
/// numbers
/// behind the defaults.
public record PackParameters(
        Metric metric,
        int queryDims,
        int dims,
        int cells,
        int partitions,
        int partitionRows,
        int opened,
        int spread,
        int refineRows,
        int nprobes,
        int hardProbes,
        float hardScore,
        int rowBudget,
        int coldRowBudget,
        int k,
        int shards,
        long seed) {

    /// Source rows a partition when the caller does not say.
    private static final int ROWS_A_PARTITION = 16;

    /// The head holds all centroids: 6,144 of 100 dims weigh 360 KB.
    private static final int MAX_CHOSEN_PARTITIONS = 6144;

    /// More partitions than this are grouped in cells.
    private static final int MAX_UNROUTED = 384;

    private static final int PARTITIONS_A_CELL = 16;
    private static final int MAX_CHOSEN_CELLS = 384;

    /// Partitions in the cells that a query opens: so many, and a share of many.
    private static final int OPENED = 320;

    private static final int OPENED_SHARE = 8;

    /// Candidates compared by their low codes before a sample says better.
    static final int REFINE_ROWS = 120;

    private static final int SPREAD = 250;
    private static final int MAX_CHOSEN_DIMS = 256;

    /// What a query may weigh before a sample says better.
    private static final int QUERY_BYTES = 300_000;

    /// Partitions together may hold all rows this many times at least.
    private static final double LEAST_COPIES = 1.5;

    /// Before anything is measured. `rows` is positive.
    static PackParameters choose(PackSpec spec, int queryDims, int rows, int storedBytes) {
        int dims = dims(spec, queryDims);
        int nprobes = spec.nprobes() > 0 ? spec.nprobes() : spec.profile().nprobes();
        int chosenHard = spec.nprobes() > 0 ? 0 : spec.profile().subrequests();
        int hardProbes = spec.hardProbes() == PackSpec.CHOSEN ? chosenHard : spec.hardProbes();
        PackParameters parameters = new PackParameters(
                spec.metric(),
                queryDims,
                dims,
                1,
                1,
                1,
                1,
                spec.metric() == Metric.L2 ? 0 : spec.spread() == PackSpec.CHOSEN ? SPREAD : spec.spread(),
                spec.refineRows() > 0 ? spec.refineRows() : REFINE_ROWS,
                nprobes,
                hardProbes > nprobes ? hardProbes : 0,
                0,
                spec.rowBudget() == PackSpec.CHOSEN ? PackProfile.warmRows(dims) : spec.rowBudget(),
                spec.coldRowBudget() == PackSpec.CHOSEN ? PackProfile.coldRows(dims) : spec.coldRowBudget(),
                spec.k(),
                spec.shards(),
                spec.seed());
        return parameters.withPartitionRows(spec, rows, storedBytes, guessedRows(spec, nprobes, dims, storedBytes));
    }

    /// The dims of the codes.
    ///
    /// @throws IllegalArgumentException if the caller asked for more than there are
    static int dims(PackSpec spec, int queryDims) {
        if (spec.dims() > queryDims) {
            throw new IllegalArgumentException(
                    "dims must be at most " + queryDims + ", those of the vectors, got " + spec.dims());
        }
        return spec.dims() > 0 ? spec.dims() : Math.min(queryDims, MAX_CHOSEN_DIMS);
    }

    private static long guessedRows(PackSpec spec, int nprobes, int dims, int storedBytes) {
        int queryBytes = spec.queryBytes() > 0 ? spec.queryBytes() : QUERY_BYTES;
        return spec.partitionRows() > 0 ? spec.partitionRows() : rowsOf(queryBytes, spec, nprobes, dims, storedBytes);
    }

    private static long rowsOf(int queryBytes, PackSpec spec, int nprobes, int dims, int storedBytes) {
        int whole = PackFormat.PARTITION_HEADER_BYTES + Float.BYTES * dims + PackFormat.ALIGNMENT;
        return Math.max(1L, (queryBytes / nprobes - whole) / storedBytes) * spec.shards();
    }

    /// Most rows of a partition that the caller, the profile and the format allow.
    int mostPartitionRows(PackSpec spec, int rows, int storedBytes) {
        long most = rowsOf(spec.profile().queryBytes(), spec, nprobes, dims, storedBytes);
        if (rowBudget > 0) {
            most = Math.min(most, (long) rowBudget / mostProbes() * shards);
        }
        return Math.clamp(most, Math.min(rows, leastPartitionRows(rows)), mostOfFormat(rows));
    }

    /// So many that every row finds a place.
    private int leastPartitionRows(int rows) {
        return (rows + partitions - 1) / partitions;
    }

    private int mostOfFormat(int rows) {
        return Math.min(rows, (PackFormat.MAX_GROUP - 2) * 100 / 115);
    }

    /// The same with so many rows a partition, and as many partitions as go with them. `storedBytes` is
    /// what a stored row weighs.
    PackParameters withPartitionRows(PackSpec spec, int rows, int storedBytes, long wanted) {
        int guess = Math.clamp(wanted, 1, mostOfFormat(rows));
        long fitting = Math.max(1, spec.objectBytes() * shards / ((long) storedBytes * guess));
        long chosen = Math.clamp(Math.min(rows / ROWS_A_PARTITION, fitting), 1, MAX_CHOSEN_PARTITIONS);
        long least = (long) Math.ceil(LEAST_COPIES * rows / guess);
        if (guess < rows) {
            chosen = Math.max(chosen, Math.min(least, PackFormat.MAX_PARTITIONS));
        }
        int count = (int) Math.min(rows, spec.partitions() > 0 ? spec.partitions() : chosen);
        boolean isRouted = count > MAX_UNROUTED;
        int chosenCells = isRouted ? Math.min(MAX_CHOSEN_CELLS, count / PARTITIONS_A_CELL) : 1;
        int wantedCells = Math.min(count, spec.cells() > 0 ? spec.cells() : chosenCells);
        int cellSize = (count + wantedCells - 1) / wantedCells;
        int newCells = (count + cellSize - 1) / cellSize;
        int chosenOpened = (Math.max(OPENED, count / OPENED_SHARE) + cellSize - 1) / cellSize;
        PackParameters counted = new PackParameters(
                metric,
                queryDims,
                dims,
                newCells,
                count,
                guess,
                Math.min(newCells, spec.opened() > 0 ? spec.opened() : chosenOpened),
                spread,
                refineRows,
                Math.min(nprobes, count),
                hardProbes > Math.min(nprobes, count) ? Math.min(hardProbes, count) : 0,
                hardScore,
                rowBudget,
                coldRowBudget,
                k,
                shards,
                seed);
        return counted.withRows(Math.max(guess, counted.leastPartitionRows(rows)), refineRows);
    }

    /// Most partitions that a query probes unless it asks for more.
    int mostProbes() {
        return Math.max(nprobes, hardProbes);
    }

    /// The same with other hard queries.
    PackParameters withHard(int newHardProbes, float newHardScore) {
        return with(partitionRows, refineRows, newHardProbes, newHardScore);
    }

    /// The same with other rows a partition and other candidates.
    PackParameters withRows(int newPartitionRows, int newRefineRows) {
        return with(newPartitionRows, newRefineRows, hardProbes, hardScore);
    }

    private PackParameters with(int newPartitionRows, int newRefineRows, int newHardProbes, float newHardScore) {
        return new PackParameters(
                metric,
                queryDims,
                dims,
                cells,
                partitions,
                newPartitionRows,
                opened,
                spread,
                newRefineRows,
                nprobes,
                newHardProbes,
                newHardScore,
                rowBudget,
                coldRowBudget,
                k,
                shards,
                seed);
    }

    /// What one stored row weighs in a partition.
    static int storedBytes(Metric metric, int dims, int rowIdBytes, PayloadFile payload, int rows) {
        int columns = payload.columns().size();
        return PartitionLayout.rowBytes(HeadEncoder.wireNumber(metric), dims, rowIdBytes, columns)
                + (int) (payload.textBytes() / rows);
    }
}
