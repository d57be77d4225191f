package dev.evodb.ann.lance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.proto.MessageReader;
import java.io.IOException;

/// How the codes of an auxiliary file are to be read: the metadata `storage_metadata`, a list of one JSON
/// text.
record StorageMetadata(LanceFile file, JsonNode json, ReadLimits limits) {
    static StorageMetadata read(LanceFile file, ReadLimits limits) {
        Location at = Location.of(file.name());
        JsonNode list = JsonMetadata.required(file, "storage_metadata");
        if (!list.isArray() || list.size() != 1 || !list.get(0).isTextual()) {
            throw new CorruptFileException(at, "storage_metadata is not a list of one text");
        }
        return new StorageMetadata(file, JsonMetadata.parse(list.get(0).textValue(), "storage_metadata", at), limits);
    }

    Location at() {
        return Location.of(file.name());
    }

    /// A required non-negative integer.
    int integer(String key) {
        return JsonMetadata.integer(json, key, at());
    }

    /// The dims under `key`.
    ///
    /// @throws CorruptFileException unless they are those of the centroids
    int dims(String key, int centroidDims) {
        int dims = integer(key);
        if (dims != centroidDims) {
            throw new CorruptFileException(at(), "codes of " + dims + " dims, the centroids have " + centroidDims);
        }
        return dims;
    }

    /// The tensor in the global buffer whose number is under `key`.
    Tensor tensor(String key, String what) throws IOException {
        return tensor(IndexFile.globalBuffer(file, integer(key), key), what);
    }

    /// The tensor whose message is under `key` as a list of bytes.
    ///
    /// @throws CorruptFileException if there is no such list
    Tensor inlineTensor(String key, String what) {
        return tensor(ByteSlice.of(bytes(key), at()), what);
    }

    /// The list of bytes under `key`.
    byte[] bytes(String key) {
        JsonNode list = json.path(key);
        if (!list.isArray()) {
            throw new CorruptFileException(at(), key + " is not a list of bytes");
        }
        byte[] bytes = new byte[list.size()];
        for (int i = 0; i < bytes.length; i++) {
            JsonNode item = list.path(i);
            if (!item.isIntegralNumber() || item.longValue() < 0 || item.longValue() > 255) {
                throw new CorruptFileException(at(), key + " has the item " + item + ", expected a byte");
            }
            bytes[i] = (byte) item.intValue();
        }
        return bytes;
    }

    private Tensor tensor(ByteSlice bytes, String what) {
        return Tensor.parse(new MessageReader(bytes, what, limits.messageDepth()), what);
    }
}
