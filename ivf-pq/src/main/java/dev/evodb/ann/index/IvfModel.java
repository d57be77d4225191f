package dev.evodb.ann.index;

import dev.evodb.ann.kmeans.Centroids;
import dev.evodb.ann.pq.Codebook;
import dev.evodb.ann.rabitq.FastRotation;
import dev.evodb.ann.sq.ScalarQuantizer;
import org.jspecify.annotations.Nullable;

/// What all segments of an index share: centroids, the codebook of `IVF_PQ` (16 codes a subvector, of
/// residuals to the centroids), the rotation of `IVF_RQ`, the quantiser of byte rows where there are any.
record IvfModel(
        Centroids centroids,
        @Nullable Codebook codebook,
        @Nullable FastRotation rotation,
        @Nullable ScalarQuantizer bytes) {}
