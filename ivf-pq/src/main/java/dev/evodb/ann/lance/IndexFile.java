package dev.evodb.ann.lance;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.schema.SchemaField;
import java.io.IOException;

/// What index files share: columns found by name, global buffers found by a number in the metadata.
final class IndexFile {
    private IndexFile() {}

    /// The top-level column `name`.
    ///
    /// @throws CorruptFileException if it is absent or of another type
    static SchemaField column(LanceFile file, String name, String logicalType) {
        for (SchemaField field : file.descriptor().schema().fields()) {
            if (field.name().equals(name)) {
                if (!field.logicalType().equals(logicalType)) {
                    throw new CorruptFileException(
                            Location.of(file.name()).inColumn(name),
                            "column holds " + field.logicalType() + ", expected " + logicalType);
                }
                return field;
            }
        }
        throw new CorruptFileException(Location.of(file.name()), "index file has no column " + name);
    }

    /// Global buffer `index`, a number that the metadata `what` gives.
    static ByteSlice globalBuffer(LanceFile file, int index, String what) throws IOException {
        if (index < 1 || index >= file.globalBufferCount()) {
            throw new CorruptFileException(
                    Location.of(file.name()),
                    what + " is " + index + ", the file has " + file.globalBufferCount() + " global buffers");
        }
        return file.globalBuffer(index);
    }

    /// The partitions, from the global buffer that the metadata `lance:ivf` names.
    static IvfModel ivfModel(LanceFile file, ReadLimits limits) throws IOException {
        String text = JsonMetadata.text(file, "lance:ivf");
        int index;
        try {
            index = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new CorruptFileException(Location.of(file.name()), "lance:ivf is not a number: " + text, e);
        }
        return IvfModel.parse(globalBuffer(file, index, "lance:ivf"), file.rows(), limits.messageDepth());
    }
}
