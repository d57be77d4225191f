package dev.evodb.ann.lance;

import dev.evodb.ann.flat.BinaryVectors;
import dev.evodb.ann.ivf.PartitionCodes;
import java.io.IOException;

/// Vectors of bytes as the table has them. Source: column `flat`.
record BinaryStorage(IndexColumn vectors) implements CodeStorage {
    static BinaryStorage open(StorageMetadata metadata, int centroidDims) {
        int dims = metadata.dims("dim", centroidDims);
        return new BinaryStorage(IndexColumn.ofLists(metadata.file(), "flat", "uint8", dims));
    }

    @Override
    public PartitionCodes read(long from, int count) throws IOException {
        return new BinaryVectors(vectors.width(), vectors.bytes(from, count));
    }
}
