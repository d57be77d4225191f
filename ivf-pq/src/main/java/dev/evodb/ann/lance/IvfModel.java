package dev.evodb.ann.lance;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.proto.MessageReader;
import org.jspecify.annotations.Nullable;

/// The partitions of an index file: rows `[offsets[p], offsets[p] + lengths[p])` belong to partition `p`.
/// The centroids are in one of an index's two files only.
///
/// Source: message `lance.index.pb.IVF`.
record IvfModel(long[] offsets, int[] lengths, @Nullable Tensor centroids) {
    /// Reads a whole message of a file with `rows` rows.
    ///
    /// @throws CorruptFileException if the partitions are not consecutive or do not end at `rows`
    static IvfModel parse(ByteSlice bytes, long rows, int messageDepth) {
        MessageReader message = new MessageReader(bytes, "IVF", messageDepth);
        long[] offsets = {};
        long[] lengths = {};
        Tensor centroids = null;
        ByteSlice floats = null;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> floats = message.bytes();
                case 2 -> offsets = message.appendVarints(offsets);
                case 3 -> lengths = message.appendVarints(lengths);
                case 4 -> centroids = Tensor.parse(message.message("IVF centroids"), "IVF centroids");
                default -> message.skip();
            }
        }
        if (offsets.length != lengths.length) {
            throw new CorruptFileException(
                    bytes.at(), "IVF has " + offsets.length + " offsets, but " + lengths.length + " lengths");
        }
        if (centroids == null && floats != null) {
            centroids = Tensor.ofFloats(floats, lengths.length, "IVF centroids");
        }
        int[] counts = new int[lengths.length];
        long next = 0;
        for (int p = 0; p < counts.length; p++) {
            if (lengths[p] < 0 || lengths[p] > rows - next || (lengths[p] > 0 && offsets[p] != next)) {
                throw new CorruptFileException(
                        bytes.at(),
                        "IVF partition " + p + " has " + lengths[p] + " rows from " + offsets[p] + ", expected from "
                                + next + " of " + rows);
            }
            counts[p] = (int) lengths[p];
            next += counts[p];
        }
        if (next != rows) {
            throw new CorruptFileException(bytes.at(), "IVF partitions have " + next + " rows, the file has " + rows);
        }
        return new IvfModel(offsets, counts, centroids);
    }
}
