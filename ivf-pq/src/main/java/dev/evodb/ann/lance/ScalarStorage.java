package dev.evodb.ann.lance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.ann.ivf.PartitionCodes;
import dev.evodb.ann.sq.ScalarCodes;
import dev.evodb.ann.sq.SharedBounds;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import java.io.IOException;

/// Codes of one byte a dimension. Source: column `__sq_code`.
record ScalarStorage(SharedBounds quantizer, IndexColumn codes) implements CodeStorage {
    static ScalarStorage open(StorageMetadata metadata, int centroidDims) {
        int dims = metadata.dims("dim", centroidDims);
        int bits = metadata.integer("num_bits");
        if (bits != 8) {
            throw new UnsupportedFeatureException("SQ code width", bits + " bit", "8 bit", metadata.at());
        }
        if (dims > SharedBounds.MAX_DIMS) {
            throw new LimitExceededException("dims of SQ codes", SharedBounds.MAX_DIMS, dims, metadata.at());
        }
        JsonNode bounds = metadata.json().path("bounds");
        double start = bounds.path("start").asDouble(Double.NaN);
        double end = bounds.path("end").asDouble(Double.NaN);
        if (!(start <= end && Double.isFinite(start) && Double.isFinite(end))) {
            throw new CorruptFileException(
                    metadata.at(), "SQ bounds " + start + " to " + end + ", expected an ascending finite range");
        }
        return new ScalarStorage(
                new SharedBounds(dims, start, end), IndexColumn.ofLists(metadata.file(), "__sq_code", "uint8", dims));
    }

    @Override
    public PartitionCodes read(long from, int count) throws IOException {
        return new ScalarCodes(quantizer, count, codes.bytes(from, count));
    }
}
