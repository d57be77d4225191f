package dev.evodb.ann.lance;

import dev.evodb.ann.DistanceType;
import dev.evodb.ann.flat.FlatVectors;
import dev.evodb.ann.ivf.PartitionCodes;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.schema.SchemaField;
import java.io.IOException;
import java.util.List;

/// Floating-point vectors as the table has them. Source: column `flat`.
record FlatStorage(IndexColumn vectors, DistanceType type, KernelSet kernels) implements CodeStorage {
    private static final List<String> ITEM_TYPES = List.of("float", "halffloat", "double");

    static FlatStorage open(StorageMetadata metadata, DistanceType type, int centroidDims, KernelSet kernels) {
        int dims = metadata.dims("dim", centroidDims);
        LanceFile file = metadata.file();
        for (SchemaField field : file.descriptor().schema().fields()) {
            for (String itemType : ITEM_TYPES) {
                if (field.name().equals("flat")
                        && field.logicalType().equals("fixed_size_list:" + itemType + ":" + dims)) {
                    return new FlatStorage(new IndexColumn(file, field, dims), type, kernels);
                }
            }
        }
        throw new CorruptFileException(
                metadata.at(), "index file has no column flat of floating-point vectors with " + dims + " dims");
    }

    @Override
    public PartitionCodes read(long from, int count) throws IOException {
        return new FlatVectors(type, vectors.width(), vectors.floats(from, count), kernels.distance());
    }
}
