package dev.evodb.ann.ivf;

import dev.evodb.ann.Nearest;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.hnsw.HnswGraph;
import dev.evodb.ann.hnsw.HnswSearcher;
import dev.evodb.ann.hnsw.NodeDistance;
import dev.evodb.ann.ivf.InvertedFile.Probed;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.kernel.ScanHits;
import dev.evodb.vector.TopK;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One search of an inverted file at a time, with the memory that searches need; kept for the next one.
final class Probing {
    private final CoarseQuantizer coarse;
    private final KernelSet kernels;
    private final ProbedQuery query;
    private final HnswSearcher graphs = new HnswSearcher();
    private final Nodes nodes = new Nodes();
    private final float[] centroidDistances;
    private int[] order = {};
    private double[] orderDistances = {};
    private final ScanHits hits = new ScanHits();
    private long[] allowed = {};

    Probing(CoarseQuantizer coarse, KernelSet kernels) {
        this.coarse = coarse;
        this.kernels = kernels;
        this.query = new ProbedQuery(coarse, kernels);
        this.centroidDistances = new float[coarse.partitions()];
    }

    Probed run(Partitions partitions, SearchRequest request, Nearest nearest) throws IOException {
        query.begin(request.query());
        int most = rank(request.maximumProbes());
        int probed = 0;
        long scored = 0;
        int fruitless = 0;
        while (probed < most
                && (probed < request.minimumProbes() || nearest.isShort() || fruitless < request.patience())) {
            int before = nearest.accepted();
            int number = order[probed++];
            Partition partition = partitions.read(number);
            if (partition.rows() > 0) {
                query.enter(number, centroidDistances[number]);
                partition.codes().prepare(query);
                scored += search(partition, request, nearest);
            }
            fruitless = nearest.accepted() == before ? fruitless + 1 : 0;
        }
        return new Probed(probed, scored);
    }

    /// Orders partitions by their distance, as many as may be probed. Answers how many.
    private int rank(int maximumProbes) {
        coarse.distances(kernels.distance(), query.query(), centroidDistances);
        int most = Math.min(maximumProbes, coarse.partitions());
        TopK nearest = new TopK(most);
        for (int p = 0; p < centroidDistances.length; p++) {
            nearest.offer(centroidDistances[p], p);
        }
        if (order.length < most) {
            order = new int[most];
            orderDistances = new double[most];
        }
        return nearest.drain(order, orderDistances);
    }

    /// Answers how many distances were computed.
    private long search(Partition partition, SearchRequest request, Nearest nearest) {
        HnswGraph graph = partition.graph();
        if (graph == null) {
            scan(partition, request, nearest);
            return partition.rows();
        }
        long @Nullable [] rows = allow(partition, request.mask());
        if (rows != null) {
            int count = count(rows, partition.rows());
            if (10L * count < partition.rows()) {
                compareAllowed(partition, rows, request, nearest);
                return count;
            }
        }
        nodes.codes = partition.codes();
        graphs.search(graph, nodes, rows, request.beam(), request.lowerBound(), request.upperBound());
        for (int i = 0; i < graphs.size(); i++) {
            nearest.offer(graphs.distance(i), partition.rowIds()[graphs.node(i)]);
        }
        return graphs.compared();
    }

    private void scan(Partition partition, SearchRequest request, Nearest nearest) {
        partition.codes().collect(query, nearest.bound(), hits);
        long[] rowIds = partition.rowIds();
        RowMask mask = request.mask();
        boolean hasBounds = request.hasBounds();
        for (int i = 0; i < hits.count(); i++) {
            float distance = hits.sum(i);
            int row = hits.row(i);
            if (distance < nearest.bound()
                    && partition.isLive(row)
                    && (!hasBounds || request.isWithinBounds(distance))
                    && (mask.isAll() || mask.isAllowed(rowIds[row]))) {
                nearest.offer(distance, rowIds[row]);
            }
        }
    }

    private void compareAllowed(Partition partition, long[] rows, SearchRequest request, Nearest nearest) {
        for (int row = next(rows, 0, partition.rows()); row >= 0; row = next(rows, row + 1, partition.rows())) {
            float distance = partition.codes().distance(query, row);
            if (request.isWithinBounds(distance)) {
                nearest.offer(distance, partition.rowIds()[row]);
            }
        }
    }

    /// The rows that may be answered as bits, or null if all of them may.
    private long @Nullable [] allow(Partition partition, RowMask mask) {
        if (mask.isAll()) {
            return partition.live();
        }
        int words = (partition.rows() + 63) >>> 6;
        if (allowed.length < words) {
            allowed = new long[words];
        }
        Arrays.fill(allowed, 0, words, 0);
        for (int row = 0; row < partition.rows(); row++) {
            if (partition.isLive(row) && mask.isAllowed(partition.rowIds()[row])) {
                allowed[row >>> 6] |= 1L << row;
            }
        }
        return allowed;
    }

    private static int count(long[] bits, int rows) {
        int count = 0;
        for (int word = 0; word < (rows + 63) >>> 6; word++) {
            count += Long.bitCount(bits[word]);
        }
        return count;
    }

    /// The first set bit from `from`, or -1.
    private static int next(long[] bits, int from, int rows) {
        int word = from >>> 6;
        if (from >= rows) {
            return -1;
        }
        long left = bits[word] & -1L << from;
        while (left == 0) {
            if (++word == (rows + 63) >>> 6) {
                return -1;
            }
            left = bits[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(left);
    }

    /// The rows of a partition as the nodes of its graph.
    private final class Nodes implements NodeDistance {
        private @Nullable PartitionCodes codes;

        @Override
        public float of(int node) {
            return Objects.requireNonNull(codes).distance(query, node);
        }
    }
}
