package dev.evodb.ann.lance;

import dev.evodb.ann.hnsw.HnswGraph;
import dev.evodb.ann.ivf.CoarseQuantizer;
import dev.evodb.ann.ivf.PartitionCodes;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.file.LanceFile;
import java.io.IOException;
import java.util.Optional;

/// The two files of an index segment, understood: `index.idx` holds the centroids and the graphs,
/// `auxiliary.idx` the codes and row ids of every partition. Borrows the files. Thread-safe.
///
/// Source: docs/format/lance-vector-index.md.
final class SegmentFiles {
    static final String INDEX = "index.idx";
    static final String AUXILIARY = "auxiliary.idx";

    private final IndexKind kind;
    private final CoarseQuantizer coarse;
    private final IvfModel rows;
    private final IndexColumn rowIds;
    private final CodeStorage codes;
    private final Optional<GraphStorage> graphs;

    private SegmentFiles(
            IndexKind kind,
            CoarseQuantizer coarse,
            IvfModel rows,
            IndexColumn rowIds,
            CodeStorage codes,
            Optional<GraphStorage> graphs) {
        this.kind = kind;
        this.coarse = coarse;
        this.rows = rows;
        this.rowIds = rowIds;
        this.codes = codes;
        this.graphs = graphs;
    }

    /// Reads what describes the partitions; these themselves are read later.
    static SegmentFiles of(LanceFile index, LanceFile auxiliary, KernelSet kernels, ReadLimits limits)
            throws IOException {
        Location at = Location.of(index.name());
        IndexKind kind = IndexKind.read(index);
        IvfModel nodes = IndexFile.ivfModel(index, limits);
        Tensor centroids = nodes.centroids();
        if (centroids == null || centroids.shape().length != 2 || centroids.values().length == 0) {
            throw new CorruptFileException(at, "IVF centroids are not a table of partitions x dims");
        }
        // Both extents are at most the number of values.
        CoarseQuantizer coarse = new CoarseQuantizer(
                kind.type(), centroids.values(), (int) centroids.shape()[0], (int)
                        centroids.shape()[1]);
        IvfModel rows = IndexFile.ivfModel(auxiliary, limits);
        if (rows.lengths().length != coarse.partitions()) {
            throw new CorruptFileException(
                    Location.of(auxiliary.name()),
                    rows.lengths().length + " partitions, expected " + coarse.partitions() + ", one a centroid");
        }
        return new SegmentFiles(
                kind,
                coarse,
                rows,
                IndexColumn.of(auxiliary, "_rowid", "uint64"),
                CodeStorage.of(kind, auxiliary, coarse.dims(), kernels, limits),
                kind.hasGraphs() ? Optional.of(GraphStorage.open(index, nodes)) : Optional.empty());
    }

    IndexKind kind() {
        return kind;
    }

    CoarseQuantizer coarse() {
        return coarse;
    }

    int partitions() {
        return coarse.partitions();
    }

    /// Rows of all partitions.
    long rows() {
        long sum = 0;
        for (int length : rows.lengths()) {
            sum += length;
        }
        return sum;
    }

    long[] rowIds(int partition) throws IOException {
        return rowIds.longs(rows.offsets()[partition], rows.lengths()[partition]);
    }

    PartitionCodes codes(int partition) throws IOException {
        return codes.read(rows.offsets()[partition], rows.lengths()[partition]);
    }

    /// The graph of a partition; empty in an index without graphs.
    Optional<HnswGraph> graph(int partition) throws IOException {
        return graphs.isEmpty()
                ? Optional.empty()
                : Optional.of(graphs.get().read(partition, rows.lengths()[partition]));
    }
}
