package dev.evodb.ann.lance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.ann.ivf.CoarseQuantizer;
import dev.evodb.ann.ivf.IvfPq;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.manifest.IndexMetadata;
import dev.evodb.vector.Kernels;
import dev.evodb.vector.Metric;
import java.io.Closeable;
import java.io.IOException;

/// One segment of an IVF_PQ index that Lance wrote: `index.idx` holds the centroids, `auxiliary.idx`
/// codebook, codes and row ids. Partitions are read when a query first probes them and kept: at most as
/// many bytes as the codes and row ids have. Thread-safe.
///
/// Source: docs/format/lance-vector-index.md.
public final class LanceIvfPq implements Closeable {
    private final LanceFile auxiliary;
    private final IvfPq index;

    private LanceIvfPq(LanceFile auxiliary, IvfPq index) {
        this.auxiliary = auxiliary;
        this.index = index;
    }

    /// Opens the segment that `metadata` describes.
    ///
    /// @throws UnsupportedFeatureException if it is another kind of index
    public static LanceIvfPq open(LanceDataset dataset, IndexMetadata metadata, ReadLimits limits, Kernels kernels)
            throws IOException {
        CoarseQuantizer coarse;
        try (LanceFile file = dataset.indexFile(metadata, "index.idx")) {
            coarse = coarseQuantizer(file, limits);
        }
        LanceFile auxiliary = dataset.indexFile(metadata, "auxiliary.idx");
        try {
            return new LanceIvfPq(auxiliary, index(auxiliary, coarse, limits, kernels));
        } catch (IOException | CorruptFileException | UnsupportedFeatureException | LimitExceededException failure) {
            auxiliary.close();
            throw failure;
        }
    }

    /// The metric of an index segment of any kind.
    ///
    /// @throws UnsupportedFeatureException for metrics of other kinds than ours
    static Metric metric(LanceDataset dataset, IndexMetadata metadata) throws IOException {
        try (LanceFile file = dataset.indexFile(metadata, "index.idx")) {
            JsonNode kind = JsonMetadata.required(file, "lance:index");
            return metric(kind.path("distance_type").asText(), Location.of(file.name()));
        }
    }

    /// The index, valid until this is closed.
    public IvfPq index() {
        return index;
    }

    @Override
    public void close() throws IOException {
        auxiliary.close();
    }

    private static CoarseQuantizer coarseQuantizer(LanceFile file, ReadLimits limits) throws IOException {
        Location at = Location.of(file.name());
        JsonNode kind = JsonMetadata.required(file, "lance:index");
        String type = kind.path("type").asText();
        if (!type.equals("IVF_PQ")) {
            throw new UnsupportedFeatureException("vector index", type, "IVF_PQ", at);
        }
        Metric metric = metric(kind.path("distance_type").asText(), at);
        Tensor centroids = IndexFile.ivfModel(file, limits).centroids();
        if (centroids == null || centroids.shape().length != 2 || centroids.values().length == 0) {
            throw new CorruptFileException(at, "IVF centroids are not a table of partitions x dims");
        }
        // Both extents are at most the number of values.
        return new CoarseQuantizer(metric, centroids.values(), (int) centroids.shape()[0], (int)
                centroids.shape()[1]);
    }

    private static IvfPq index(LanceFile auxiliary, CoarseQuantizer coarse, ReadLimits limits, Kernels kernels)
            throws IOException {
        Location at = Location.of(auxiliary.name());
        PqStorage storage = PqStorage.read(auxiliary, limits);
        if (storage.codebook().dims() != coarse.dims()) {
            throw new CorruptFileException(
                    at, "PQ codebook has " + storage.codebook().dims() + " dims, the centroids have " + coarse.dims());
        }
        IvfModel rows = IndexFile.ivfModel(auxiliary, limits);
        if (rows.lengths().length != coarse.partitions()) {
            throw new CorruptFileException(
                    at, "file has " + rows.lengths().length + " partitions, the index has " + coarse.partitions());
        }
        LancePartitions partitions =
                new LancePartitions(auxiliary, rows, storage.codebook().subvectors());
        return new IvfPq(coarse, storage.codebook(), partitions, kernels);
    }

    private static Metric metric(String wireName, Location at) {
        for (Metric metric : Metric.values()) {
            if (metric.wireName().equals(wireName)) {
                return metric;
            }
        }
        throw new UnsupportedFeatureException("distance type", wireName, "l2, cosine, dot", at);
    }
}
