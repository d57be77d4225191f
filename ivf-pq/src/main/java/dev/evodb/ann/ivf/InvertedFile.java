package dev.evodb.ann.ivf;

import dev.evodb.ann.DistanceType;
import dev.evodb.ann.Nearest;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.kernel.KernelSet;
import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Vectors in partitions, each the rows nearest to one centroid (Jegou, Douze, Schmid: "Product
/// quantization for nearest neighbor search", 2011, section IV). What codes the partitions hold, and
/// whether a graph connects them, is the partitions' own matter. Thread-safe.
public final class InvertedFile {
    private final CoarseQuantizer coarse;
    private final Partitions partitions;
    private final KernelSet kernels;
    private final ConcurrentLinkedQueue<Probing> idle = new ConcurrentLinkedQueue<>();

    public InvertedFile(CoarseQuantizer coarse, Partitions partitions, KernelSet kernels) {
        this.coarse = coarse;
        this.partitions = partitions;
        this.kernels = kernels;
    }

    public DistanceType type() {
        return coarse.type();
    }

    public int dims() {
        return coarse.dims();
    }

    public int partitions() {
        return coarse.partitions();
    }

    /// Offers the rows that `request` finds by their approximate distances to `nearest`.
    ///
    /// @throws IllegalArgumentException if the query has other dims
    public Probed search(SearchRequest request, Nearest nearest) throws IOException {
        request.requireDims(dims());
        Probing probing = idle.poll();
        if (probing == null) {
            probing = new Probing(coarse, kernels);
        }
        Probed probed = probing.run(partitions, request, nearest);
        idle.add(probing);
        return probed;
    }

    /// What a search did: partitions visited, and distances computed from codes.
    public record Probed(int partitions, long codes) {}
}
