package dev.evodb.ann.lance;

import dev.evodb.ann.ivf.PartitionCodes;
import dev.evodb.ann.pq.ByteTable;
import dev.evodb.ann.pq.Codebook;
import dev.evodb.ann.pq.ProductCodes;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.UnsupportedFeatureException;
import java.io.IOException;

/// Product-quantised codes of 8 or 4 bits. Source: column `__pq_code`; the codebook is in a global buffer,
/// or, by older writers, in the metadata itself.
record ProductStorage(Codebook codebook, boolean isTransposed, IndexColumn codes) implements CodeStorage {
    static ProductStorage open(StorageMetadata metadata, int centroidDims) throws IOException {
        int dims = metadata.dims("dimension", centroidDims);
        int bits = metadata.integer("nbits");
        int subvectors = metadata.integer("num_sub_vectors");
        if (bits != 8 && bits != 4) {
            throw new UnsupportedFeatureException("PQ code width", bits + " bit", "8 or 4 bit", metadata.at());
        }
        if (subvectors < 1 || dims % subvectors != 0 || subvectors * (long) bits % 8 != 0) {
            throw new CorruptFileException(
                    metadata.at(),
                    dims + " dims cannot be cut into " + subvectors + " subvectors of " + bits + " bits");
        }
        Tensor values = metadata.integer("codebook_position") == 0
                ? metadata.inlineTensor("codebook_tensor", "PQ codebook")
                : metadata.tensor("codebook_position", "PQ codebook");
        if (values.values().length != (long) dims << bits) {
            throw new CorruptFileException(
                    metadata.at(),
                    "PQ codebook has " + values.values().length + " values, " + dims + " dims need "
                            + ((long) dims << bits));
        }
        Codebook codebook = new Codebook(subvectors, dims, bits, values.values());
        return new ProductStorage(
                codebook,
                metadata.json().path("transposed").asBoolean(false),
                IndexColumn.ofLists(metadata.file(), "__pq_code", "uint8", codebook.codeBytes()));
    }

    @Override
    public PartitionCodes read(long from, int count) throws IOException {
        byte[] bytes = codes.bytes(from, count);
        return new ProductCodes(
                codebook, count, isTransposed ? bytes : ByteTable.transpose(bytes, count, codebook.codeBytes()));
    }
}
