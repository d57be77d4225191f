package dev.evodb.ann.lance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.ann.pq.Codebook;
import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.proto.MessageReader;
import java.io.IOException;

/// How the codes of an IVF_PQ index are to be read: the `storage_metadata` of its auxiliary file.
record PqStorage(Codebook codebook) {
    /// @throws UnsupportedFeatureException for codes of other widths or layouts than 8 bit, transposed
    static PqStorage read(LanceFile file, ReadLimits limits) throws IOException {
        Location at = Location.of(file.name());
        JsonNode list = JsonMetadata.required(file, "storage_metadata");
        if (!list.isArray() || list.size() != 1 || !list.get(0).isTextual()) {
            throw new CorruptFileException(at, "storage_metadata is not a list of one text");
        }
        JsonNode storage = JsonMetadata.parse(list.get(0).textValue(), "storage_metadata", at);
        int bits = JsonMetadata.integer(storage, "nbits", at);
        if (bits != 8) {
            throw new UnsupportedFeatureException("PQ code width", bits + " bit", "8 bit", at);
        }
        if (!storage.path("transposed").asBoolean(false)) {
            throw new UnsupportedFeatureException("PQ code layout", "row-major", "transposed", at);
        }
        int subvectors = JsonMetadata.integer(storage, "num_sub_vectors", at);
        int dims = JsonMetadata.integer(storage, "dimension", at);
        int position = JsonMetadata.integer(storage, "codebook_position", at);
        if (position == 0) {
            throw new UnsupportedFeatureException("PQ codebook", "inside storage_metadata", "a global buffer", at);
        }
        ByteSlice buffer = IndexFile.globalBuffer(file, position, "codebook_position");
        Tensor codebook = Tensor.parse(new MessageReader(buffer, "codebook", limits.messageDepth()), "PQ codebook");
        if (subvectors < 1 || dims < 1 || dims % subvectors != 0) {
            throw new CorruptFileException(at, dims + " dims cannot be cut into " + subvectors + " subvectors");
        }
        if (codebook.values().length != (long) Codebook.CODES * dims) {
            throw new CorruptFileException(
                    buffer.at(),
                    "PQ codebook has " + codebook.values().length + " values, " + dims + " dims need "
                            + (long) Codebook.CODES * dims);
        }
        return new PqStorage(new Codebook(subvectors, dims, codebook.values()));
    }
}
