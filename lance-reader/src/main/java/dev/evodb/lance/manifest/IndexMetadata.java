package dev.evodb.lance.manifest;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.lance.io.RelativePath;
import dev.evodb.lance.proto.MessageReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/// What the manifest knows of an index segment. Segments of one `name` form one index.
///
/// `fields` are the ids of the indexed columns; `datasetVersion` is the version that was indexed.
/// `fragments` are the fragments that the segment covers, absent where the writer did not record them.
/// `detailsTypeUrl` tells the kind and is empty in old tables; so are `files`. Source: lance
/// `protos/table.proto`, message `IndexMetadata`.
public record IndexMetadata(
        UUID uuid,
        List<Integer> fields,
        String name,
        long datasetVersion,
        Optional<FragmentSet> fragments,
        String detailsTypeUrl,
        int indexVersion,
        OptionalInt baseId,
        List<File> files) {
    private static final int UUID_BYTES = 16;

    public IndexMetadata {
        fields = List.copyOf(fields);
        files = List.copyOf(files);
    }

    /// A file in the folder of the segment. `sizeBytes` is 0 where it was not recorded.
    public record File(String path, long sizeBytes) {}

    static IndexMetadata read(MessageReader message) {
        UUID uuid = new UUID(0, 0);
        long[] fields = {};
        String name = "";
        long datasetVersion = 0;
        Optional<FragmentSet> fragments = Optional.empty();
        String detailsTypeUrl = "";
        int indexVersion = 0;
        OptionalInt baseId = OptionalInt.empty();
        List<File> files = new ArrayList<>();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> uuid = uuid(message.message("UUID"));
                case 2 -> fields = message.appendVarints(fields);
                case 3 -> name = message.string();
                case 4 -> datasetVersion = message.uint64();
                case 5 -> {
                    ByteSlice bitmap = message.bytes();
                    fragments = bitmap.length() == 0 ? Optional.empty() : Optional.of(FragmentSet.parse(bitmap));
                }
                case 6 -> detailsTypeUrl = typeUrl(message.message("Any"));
                case 7 -> indexVersion = message.int32();
                case 9 -> baseId = OptionalInt.of(message.int32());
                case 10 -> files.add(file(message));
                default -> message.skip();
            }
        }
        List<Integer> fieldIds = new ArrayList<>(fields.length);
        for (long field : fields) {
            fieldIds.add((int) field);
        }
        return new IndexMetadata(
                uuid, fieldIds, name, datasetVersion, fragments, detailsTypeUrl, indexVersion, baseId, files);
    }

    private static UUID uuid(MessageReader message) {
        UUID uuid = new UUID(0, 0);
        while (message.next()) {
            if (message.field() == 1) {
                ByteSlice bytes = message.bytes();
                if (bytes.length() != UUID_BYTES) {
                    throw message.corrupt("has " + bytes.length() + " bytes, a UUID has " + UUID_BYTES);
                }
                // Lance writes the sixteen bytes in the order in which they are printed.
                uuid = new UUID(
                        Long.reverseBytes(bytes.readLongLE(0, "uuid")), Long.reverseBytes(bytes.readLongLE(8, "uuid")));
            } else {
                message.skip();
            }
        }
        return uuid;
    }

    private static File file(MessageReader list) {
        MessageReader message = list.message("IndexFile");
        String path = "";
        long sizeBytes = 0;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> path = message.string();
                case 2 -> sizeBytes = message.uint64();
                default -> message.skip();
            }
        }
        return new File(RelativePath.check(path, list.at()), sizeBytes);
    }

    private static String typeUrl(MessageReader message) {
        String typeUrl = "";
        while (message.next()) {
            if (message.field() == 1) {
                typeUrl = message.string();
            } else {
                message.skip();
            }
        }
        return typeUrl;
    }
}
