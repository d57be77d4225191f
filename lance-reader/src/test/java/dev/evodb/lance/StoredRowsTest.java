package dev.evodb.lance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.column.Column.FixedSizeListColumn;
import dev.evodb.column.Column.FloatColumn;
import dev.evodb.column.Column.LongColumn;
import dev.evodb.lance.file.Fixture;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredRowsTest {
    private static final String WIDE = "widevec-22";
    private static final int DIMS = 128;

    /// In any order, some twice, against takes of the same rows.
    @Test
    void rowsOfAllFixturesAreThoseOfATake() throws IOException {
        int tables = 0;
        for (String name : Fixture.names()) {
            try (LanceDataset table = LanceDataset.open(Fixture.of(name).table())) {
                for (SchemaField stem : table.schema().fields()) {
                    Field field = stem.toField(table.location());
                    if (field.type() instanceof DataType.FixedSizeList(Field item, int dims)
                            && item.type().equals(new DataType.FloatingPoint(32))) {
                        Optional<StoredRows> stored = table.storedRows(field.name(), dims * Float.BYTES);
                        if (stored.isPresent()) {
                            compare(name, table, field.name(), dims, stored.get());
                            tables++;
                        }
                    }
                }
            }
        }
        assertTrue(tables >= 7, tables + " columns");
    }

    @Test
    void rowsOfSeveralFragmentsAreThoseOfATake(@TempDir Path folder) throws IOException {
        Path copied = PickedRowsTest.copy(Fixture.of(WIDE).table(), folder.resolve("t.lance"));
        try (var files = Files.list(copied.resolve("_versions"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".manifest")).toList()) {
                Files.write(file, withThreeFragments(Files.readAllBytes(file)));
            }
        }
        try (LanceDataset table = LanceDataset.open(copied)) {
            assertEquals(3, table.manifest().fragments().size());
            compare(
                    "three fragments",
                    table,
                    "v_nn",
                    DIMS,
                    table.storedRows("v_nn", DIMS * Float.BYTES).orElseThrow());
        }
    }

    /// The manifest with its only fragment twice more, under the numbers 5 and 6: a field that is there
    /// twice counts the last time, and one that repeats is one more.
    private static byte[] withThreeFragments(byte[] bytes) {
        ByteBuffer old = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int front = bytes.length - 16;
        int manifestAt = (int) old.getLong(front);
        int length = old.getInt(manifestAt);
        old.position(manifestAt + 4);
        byte[] fragment = {};
        while (old.position() < manifestAt + 4 + length) {
            long tag = varint(old);
            long value = varint(old);
            if ((tag & 7) == 2) {
                byte[] message = new byte[(int) value];
                old.get(message);
                fragment = tag >>> 3 == 2 ? message : fragment;
            }
        }
        ByteBuffer more = ByteBuffer.allocate(2 * fragment.length + 20);
        for (byte id : new byte[] {5, 6}) {
            int size = fragment.length + 2;
            more.put((byte) 0x12).put((byte) ((size & 0x7F) | 0x80)).put((byte) (size >>> 7));
            more.put(fragment).put((byte) 0x08).put(id);
        }
        ByteBuffer out = ByteBuffer.allocate(2 * bytes.length + more.capacity()).order(ByteOrder.LITTLE_ENDIAN);
        out.put(bytes, 0, front);
        int newManifestAt = out.position();
        out.putInt(length + more.position()).put(bytes, manifestAt + 4, length);
        out.put(more.array(), 0, more.position());
        out.putLong(newManifestAt).put(bytes, front + 8, 8);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static void compare(String name, LanceDataset table, String column, int dims, StoredRows stored)
            throws IOException {
        try (stored) {
            long[] all = rowIds(table);
            if (all.length == 0) {
                return;
            }
            SplittableRandom random = new SplittableRandom(7);
            long[] wanted = new long[40];
            for (int i = 0; i < wanted.length; i++) {
                wanted[i] = all[random.nextInt(all.length)];
            }
            float[] found = new float[30 * dims];
            stored.read(wanted, 10, 30, MemorySegment.ofArray(found));
            RecordBatch taken = table.takeRowIds(List.of(column), Arrays.copyOfRange(wanted, 10, 40));
            FixedSizeListColumn lists = (FixedSizeListColumn) taken.columns().getFirst();
            assertArrayEquals(((FloatColumn) lists.items()).values(), found, name + " " + column);
        }
    }

    private static long[] rowIds(LanceDataset table) throws IOException {
        try (Scan scan = table.scan(ScanRequest.ALL.columns(List.of()).withRowId())) {
            long[] all = new long[Math.toIntExact(table.countRows())];
            int filled = 0;
            while (scan.next()) {
                long[] ids = ((LongColumn) scan.batch().columns().getFirst()).values();
                System.arraycopy(ids, 0, all, filled, scan.batch().rows());
                filled += scan.batch().rows();
            }
            return all;
        }
    }

    @Test
    void columnsOfOtherFormsAreNotStoredRows() throws IOException {
        try (LanceDataset table = LanceDataset.open(Fixture.of("strings-22").table())) {
            for (String column : table.columnNames()) {
                assertTrue(table.storedRows(column, 4).isEmpty(), column);
            }
        }
        try (LanceDataset table = LanceDataset.open(Fixture.of(WIDE).table())) {
            assertTrue(table.storedRows("v_nn", 12).isEmpty());
        }
    }

    @Test
    void rejectsRowIdsThatTheTableHasNot() throws IOException {
        try (LanceDataset table = LanceDataset.open(Fixture.of(WIDE).table());
                StoredRows stored = vectors(table)) {
            MemorySegment target = MemorySegment.ofArray(new byte[stored.rowBytes()]);
            for (long rowId : new long[] {table.countRows(), 1L << 40, -1}) {
                assertEquals(
                        "no row has the row id " + Long.toUnsignedString(rowId),
                        assertThrows(
                                        IllegalArgumentException.class,
                                        () -> stored.read(new long[] {rowId}, 0, 1, target))
                                .getMessage());
            }
        }
    }

    @Test
    void aFileThatChangesIsNotRead(@TempDir Path folder) throws IOException {
        Path copied = PickedRowsTest.copy(Fixture.of(WIDE).table(), folder.resolve("t.lance"));
        try (LanceDataset table = LanceDataset.open(copied);
                StoredRows stored = vectors(table)) {
            MemorySegment target = MemorySegment.ofArray(new byte[2 * stored.rowBytes()]);
            stored.read(new long[] {3, 1}, 0, 2, target);
            try (var files = Files.list(copied.resolve("data"))) {
                for (Path file : files.toList()) {
                    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));
                }
            }
            assertThrows(IOException.class, () -> stored.read(new long[] {3, 1}, 0, 2, target));
        }
    }

    private static StoredRows vectors(LanceDataset table) throws IOException {
        return table.storedRows("v_nn", DIMS * Float.BYTES).orElseThrow();
    }
}
