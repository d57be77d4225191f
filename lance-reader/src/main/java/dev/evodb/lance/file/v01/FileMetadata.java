package dev.evodb.lance.file.v01;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.proto.MessageReader;
import dev.evodb.lance.schema.LanceSchema;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// What a file says about itself, but for its page table, which starts at `pageTable`.
///
/// Batch `b` holds rows `[batchOffsets[b], batchOffsets[b + 1])`. `schema` is empty and `storage` knows
/// no field if only the table's manifest has them.
///
/// The last 16 bytes are the position (8) of the message `Metadata`, the version and `LANC`. A message is
/// found by its position: its length (4), then so many bytes. Source: lance: `protos/file.proto`,
/// messages `Metadata` and `Field`; `protos/table.proto`, message `Manifest`.
record FileMetadata(LanceSchema schema, Map<Integer, FieldStorage> storage, long[] batchOffsets, long pageTable) {
    private static final int FOOTER_BYTES = 16;

    FileMetadata {
        storage = Map.copyOf(storage);
    }

    int batches() {
        return batchOffsets.length - 1;
    }

    long rows() {
        return batchOffsets[batchOffsets.length - 1];
    }

    /// @throws CorruptFileException if the end of `source` is no footer, or what it points at is broken
    static FileMetadata read(ByteSource source, ReadLimits limits) throws IOException {
        long length = source.length();
        Location file = Location.of(source.name());
        if (length < FOOTER_BYTES) {
            throw new CorruptFileException(
                    file.atOffset(0), "file has " + length + " bytes, a footer needs " + FOOTER_BYTES);
        }
        long metadataAt = source.read(length - FOOTER_BYTES, 8).readCountLE(0, "metadata position");
        ByteSlice bytes = message(source, metadataAt, "metadata", limits);
        MessageReader message = new MessageReader(bytes, "Metadata", limits.messageDepth());
        long manifest = 0;
        long[] offsets = {};
        long pageTable = 0;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> manifest = position(message);
                case 2 -> offsets = message.appendVarints(offsets);
                case 3 -> pageTable = position(message);
                default -> message.skip();
            }
        }
        LanceSchema.Builder schema = LanceSchema.builder(limits, bytes.at());
        Map<Integer, FieldStorage> storage = new HashMap<>();
        if (manifest > 0) {
            readSchema(message(source, manifest, "manifest", limits), schema, storage, limits);
        }
        return new FileMetadata(schema.build(), storage, checked(offsets, bytes.at()), pageTable);
    }

    private static void readSchema(
            ByteSlice manifest, LanceSchema.Builder schema, Map<Integer, FieldStorage> storage, ReadLimits limits) {
        MessageReader fields = new MessageReader(manifest, "Manifest", limits.messageDepth());
        while (fields.next()) {
            switch (fields.field()) {
                case 1 -> schema.addField(fields);
                case 5 -> schema.addMetadata(fields);
                default -> fields.skip();
            }
        }
        MessageReader again = new MessageReader(manifest, "Manifest", limits.messageDepth());
        while (again.next()) {
            switch (again.field()) {
                case 1 -> FieldStorage.read(again.message("Field"), storage);
                default -> again.skip();
            }
        }
    }

    private static long position(MessageReader message) {
        long position = message.uint64();
        if (position < 0) {
            throw message.corrupt("is " + Long.toUnsignedString(position));
        }
        return position;
    }

    /// The bytes of the message at `position`.
    private static ByteSlice message(ByteSource source, long position, String what, ReadLimits limits)
            throws IOException {
        Location at = Location.of(source.name()).atOffset(position);
        long left = source.length() - FOOTER_BYTES - 4 - position;
        if (left < 0) {
            throw new CorruptFileException(
                    at, what + " at " + position + " is not in the file of " + source.length() + " bytes");
        }
        long length = source.read(position, 4).readUnsignedIntLE(0, "length of " + what);
        if (length > left) {
            throw new CorruptFileException(at, what + " has " + length + " bytes, left in the file are " + left);
        }
        if (length > limits.metadataBytes()) {
            throw new LimitExceededException("metadata bytes", limits.metadataBytes(), length, at);
        }
        return source.read(position + 4, Math.toIntExact(length));
    }

    private static long[] checked(long[] offsets, Location at) {
        if (offsets.length == 0) {
            return new long[] {0};
        }
        long previous = 0;
        for (int i = 0; i < offsets.length; i++) {
            if (offsets[i] < previous || offsets[i] > Integer.MAX_VALUE || (i == 0 && offsets[i] != 0)) {
                throw new CorruptFileException(
                        at,
                        "batch " + i + " starts at row " + offsets[i] + ", allowed "
                                + (i == 0 ? "0" : previous + ".." + Integer.MAX_VALUE));
            }
            previous = offsets[i];
        }
        return offsets;
    }
}
