package dev.evodb.lance.manifest;

import dev.evodb.lance.io.RelativePath;
import dev.evodb.lance.proto.MessageReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// The messages of a manifest that say where rows are stored.
final class FragmentMessages {
    private static final long MAX_FRAGMENT_ID = 0xFFFFFFFFL;
    private static final long MAX_FRAGMENT_ROWS = 1L << 32;

    private FragmentMessages() {}

    static DataFragment fragment(MessageReader message) {
        long id = 0;
        List<DataFile> files = new ArrayList<>();
        Optional<DeletionFile> deletionFile = Optional.empty();
        long physicalRows = 0;
        Optional<RowSequence> rowIds = Optional.empty();
        Optional<RowSequence> created = Optional.empty();
        Optional<RowSequence> updated = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> id = upTo(MAX_FRAGMENT_ID, message);
                case 2 -> files.add(dataFile(message));
                case 3 -> deletionFile = Optional.of(deletionFile(message.message("DeletionFile")));
                case 4 -> physicalRows = upTo(MAX_FRAGMENT_ROWS, message);
                case 5 -> rowIds = Optional.of(new RowSequence.Inline(message.bytes()));
                case 6 -> rowIds = Optional.of(external(message));
                case 7 -> updated = Optional.of(new RowSequence.Inline(message.bytes()));
                case 8 -> updated = Optional.of(external(message));
                case 9 -> created = Optional.of(new RowSequence.Inline(message.bytes()));
                case 10 -> created = Optional.of(external(message));
                default -> message.skip();
            }
        }
        return new DataFragment(id, files, deletionFile, physicalRows, rowIds, created, updated);
    }

    private static RowSequence external(MessageReader fragment) {
        MessageReader message = fragment.message("ExternalFile");
        String path = "";
        long offset = 0;
        long size = 0;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> path = message.string();
                case 2 -> offset = upTo(Long.MAX_VALUE, message);
                case 3 -> size = upTo(Long.MAX_VALUE, message);
                default -> message.skip();
            }
        }
        return new RowSequence.External(RelativePath.check(path, fragment.at()), offset, size);
    }

    static BasePath basePath(MessageReader message) {
        int id = 0;
        String name = "";
        boolean isDatasetRoot = false;
        String path = "";
        while (message.next()) {
            switch (message.field()) {
                case 1 -> id = message.int32();
                case 2 -> name = message.string();
                case 3 -> isDatasetRoot = message.bool();
                case 4 -> path = message.string();
                default -> message.skip();
            }
        }
        return new BasePath(id, name, isDatasetRoot, path);
    }

    private static DataFile dataFile(MessageReader list) {
        MessageReader message = list.message("DataFile");
        String path = "";
        long[] fields = {};
        long[] columnIndices = {};
        int majorVersion = 0;
        int minorVersion = 0;
        OptionalLong sizeBytes = OptionalLong.empty();
        OptionalInt baseId = OptionalInt.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> path = message.string();
                case 2 -> fields = message.appendVarints(fields);
                case 3 -> columnIndices = message.appendVarints(columnIndices);
                case 4 -> majorVersion = message.count();
                case 5 -> minorVersion = message.count();
                case 6 -> sizeBytes = OptionalLong.of(message.uint64());
                case 7 -> baseId = OptionalInt.of(message.int32());
                default -> message.skip();
            }
        }
        if (columnIndices.length != 0 && columnIndices.length != fields.length) {
            throw list.corrupt("has " + fields.length + " fields and " + columnIndices.length + " column indices");
        }
        RelativePath.check(path, list.at());
        return new DataFile(path, toInts(fields), toInts(columnIndices), majorVersion, minorVersion, sizeBytes, baseId);
    }

    private static DeletionFile deletionFile(MessageReader message) {
        DeletionFile.Format format = DeletionFile.Format.ARROW_ARRAY;
        long readVersion = 0;
        long id = 0;
        long deletedRows = 0;
        OptionalInt baseId = OptionalInt.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> format = DeletionFile.Format.of(message.int32());
                case 2 -> readVersion = message.uint64();
                case 3 -> id = message.uint64();
                case 4 -> deletedRows = upTo(MAX_FRAGMENT_ROWS, message);
                case 7 -> baseId = OptionalInt.of(message.int32());
                default -> message.skip();
            }
        }
        return new DeletionFile(format, readVersion, id, deletedRows, baseId);
    }

    private static long upTo(long most, MessageReader message) {
        long value = message.uint64();
        if (value < 0 || value > most) {
            throw message.corrupt("is " + Long.toUnsignedString(value) + ", allowed 0.." + most);
        }
        return value;
    }

    private static int[] toInts(long[] values) {
        int[] ints = new int[values.length];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = (int) values[i];
        }
        return ints;
    }
}
