package dev.evodb.ann.lance;

import dev.evodb.ann.ivf.PartitionCodes;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.file.LanceFile;
import java.io.IOException;

/// The codes in an auxiliary file: their parameters, and which columns they are. A kind of index is one
/// more implementation, one more constant of [IndexKind.Codes] and one more case in [#of].
///
/// Opening one reads the parameters and checks them; partitions are read one at a time.
sealed interface CodeStorage permits FlatStorage, BinaryStorage, ProductStorage, ScalarStorage, RabitStorage {
    /// The codes of rows `[from, from + count)` of the file, which are one partition.
    PartitionCodes read(long from, int count) throws IOException;

    /// The codes of a file whose centroids have `dims` dims.
    ///
    /// @throws UnsupportedFeatureException for parameters that are not read
    static CodeStorage of(IndexKind kind, LanceFile file, int dims, KernelSet kernels, ReadLimits limits)
            throws IOException {
        StorageMetadata metadata = StorageMetadata.read(file, limits);
        return switch (kind.type()) {
            case L2, COSINE, DOT ->
                switch (kind.codes()) {
                    case FLAT -> FlatStorage.open(metadata, kind.type(), dims, kernels);
                    case PQ -> ProductStorage.open(metadata, dims);
                    case SQ -> ScalarStorage.open(metadata, dims);
                    case RQ -> RabitStorage.open(metadata, dims);
                };
            case HAMMING ->
                switch (kind.codes()) {
                    case FLAT -> BinaryStorage.open(metadata, dims);
                    case PQ, SQ, RQ ->
                        throw new UnsupportedFeatureException(
                                "distance type", "hamming of " + kind.name(), "hamming of FLAT", metadata.at());
                };
        };
    }
}
