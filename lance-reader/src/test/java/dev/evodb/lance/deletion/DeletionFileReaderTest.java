package dev.evodb.lance.deletion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.file.Fixture;
import dev.evodb.lance.io.LocalByteSource;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.lance.manifest.DeletionFile;
import dev.evodb.lance.manifest.DeletionFile.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;

/// Deletion files written by Arrow's own writer and by the bitmap library, and those of the fixtures,
/// broken.
class DeletionFileReaderTest {
    private static final long MOST = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void takesOffsetsInAnyOrderAndBatches() throws IOException {
        DeletionVector deleted =
                read(arrow(new int[] {7, 2, 9}, new int[] {}, new int[] {3}), Format.ARROW_ARRAY, 10, 4);

        assertEquals(4, deleted.size());
        for (int row = 0; row < 10; row++) {
            assertEquals(List.of(2, 3, 7, 9).contains(row), deleted.contains(row), "row " + row);
        }
    }

    @Test
    void trustsNoCountWhereNoneWasRecorded() throws IOException {
        assertEquals(2, read(arrow(new int[] {1, 0}), Format.ARROW_ARRAY, 10, 0).size());
        assertEquals(2, read(bitmap(1, 0), Format.BITMAP, 10, 0).size());
    }

    @Test
    void refusesRowsThatTheFragmentHasNot() throws IOException {
        for (Format format : List.of(Format.ARROW_ARRAY, Format.BITMAP)) {
            byte[] bytes = format == Format.BITMAP ? bitmap(4, -1) : arrow(new int[] {4, -1});
            assertCorrupt("row 4294967295 is deleted, fragment 5 has 10 rows (file=d)", bytes, format, 10, 2);
            byte[] first = format == Format.BITMAP ? bitmap(10) : arrow(new int[] {10});
            assertCorrupt("row 10 is deleted, fragment 5 has 10 rows (file=d)", first, format, 10, 1);
        }
    }

    @Test
    void refusesAnotherCountThanTheManifests() throws IOException {
        assertCorrupt(
                "2 rows are deleted, the manifest says 3 (file=d)", arrow(new int[] {1, 2}), Format.ARROW_ARRAY, 10, 3);
        assertCorrupt(
                "2 rows are deleted, the manifest says 3 (file=d)",
                arrow(new int[] {1, 2, 1}),
                Format.ARROW_ARRAY,
                10,
                3);
        assertCorrupt("1 rows are deleted, the manifest says 2 (file=d)", bitmap(1), Format.BITMAP, 10, 2);
    }

    @Test
    void refusesMoreOffsetsThanRows() throws IOException {
        assertCorrupt(
                "3 rows are deleted of a fragment of 2 rows (file=d, offset=0)",
                arrow(new int[] {1, 0}, new int[] {1}),
                Format.ARROW_ARRAY,
                2,
                0);
    }

    @Test
    void refusesOtherColumns() throws IOException {
        byte[] signed = write(allocator -> new IntVector("row_id", allocator), vector -> vector.setValueCount(0), 1);
        assertCorrupt(
                "columns are [IpcField[name=row_id, type=2, bitWidth=32, isSigned=true, listSize=0, isNullable=true,"
                        + " isDictionaryEncoded=false, children=[]]], expected one of unsigned 32 bits (file=d, offset=0)",
                signed,
                Format.ARROW_ARRAY,
                10,
                0);
    }

    @Test
    void refusesNulls() throws IOException {
        byte[] nulls = write(
                allocator -> new UInt4Vector("row_id", allocator),
                vector -> {
                    ((UInt4Vector) vector).setSafe(0, 3);
                    ((UInt4Vector) vector).setNull(1);
                    vector.setValueCount(2);
                },
                1);
        assertCorrupt("1 row offsets are null (file=d, offset=0)", nulls, Format.ARROW_ARRAY, 10, 0);
    }

    @Test
    void refusesAFileBeyondTheLimit() throws IOException {
        byte[] bytes = arrow(new int[] {1});
        Path file = Files.write(folder.resolve("d"), bytes);
        try (ByteSource source = LocalByteSource.open(file, "d")) {
            LimitExceededException e = assertThrows(
                    LimitExceededException.class,
                    () -> DeletionFileReader.read(source, fragment(), file(Format.ARROW_ARRAY, 1), 10, 100));
            assertEquals("deletion file bytes limit is 100, needed " + bytes.length + " (file=d)", e.getMessage());
        }
    }

    @Test
    void namesFilesLikeTheWriters() {
        assertEquals("5-3-18446744073709551615.arrow", DeletionFileReader.fileName(5, file(Format.ARROW_ARRAY, 1)));
        assertEquals("5-3-18446744073709551615.bin", DeletionFileReader.fileName(5, file(Format.BITMAP, 1)));
        assertThrows(UnsupportedFeatureException.class, () -> DeletionFileReader.fileName(5, file(Format.UNKNOWN, 1)));
    }

    /// Cut anywhere, and with every byte changed, the files of the reference writer give rows or a
    /// declared exception.
    @Test
    void brokenFilesOfTheFixturesEndInRowsOrADeclaredException() throws IOException {
        int refused = 0;
        int read = 0;
        for (Path path : fixtureFiles()) {
            byte[] good = Files.readAllBytes(path);
            Format format = path.toString().endsWith(".bin") ? Format.BITMAP : Format.ARROW_ARRAY;
            for (int length = 0; length < good.length; length += 1 + good.length / 1000) {
                byte[] cut = Arrays.copyOf(good, length);
                assertFalse(isRead(cut, format), path + " cut to " + length);
            }
            for (int i = 0; i < good.length; i += 1 + good.length / 2000) {
                for (int changed : new int[] {0, 0xFF, ~good[i], good[i] ^ 1}) {
                    byte[] bytes = good.clone();
                    bytes[i] = (byte) changed;
                    if (isRead(bytes, format)) {
                        read++;
                    } else {
                        refused++;
                    }
                }
            }
        }
        assertTrue(refused > 1000 && read > 1000, refused + " refused, " + read + " read");
    }

    private static List<Path> fixtureFiles() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String name : List.of("deletions", "versions")) {
            try (Stream<Path> files = Files.list(Fixture.of(name).table().resolve("_deletions"))) {
                files.sorted().forEach(found::add);
            }
        }
        return found;
    }

    private static boolean isRead(byte[] bytes, Format format) throws IOException {
        try {
            read(new InMemory(bytes), format, 20_000, 0);
            return true;
        } catch (CorruptFileException | UnsupportedFeatureException | LimitExceededException e) {
            return false;
        }
    }

    private static DeletionVector read(byte[] bytes, Format format, long rows, long recorded) throws IOException {
        return read(new InMemory(bytes), format, rows, recorded);
    }

    private static DeletionVector read(ByteSource source, Format format, long rows, long recorded) throws IOException {
        return DeletionFileReader.read(source, fragment(), file(format, recorded), rows, MOST);
    }

    private static DataFragment fragment() {
        return new DataFragment(
                5, List.of(), Optional.empty(), 10, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static DeletionFile file(Format format, long recorded) {
        return new DeletionFile(format, 3, -1, recorded, OptionalInt.empty());
    }

    private static byte[] bitmap(int... rows) {
        RoaringBitmap set = RoaringBitmap.bitmapOf(rows);
        ByteBuffer buffer = ByteBuffer.allocate(set.serializedSizeInBytes());
        set.serialize(buffer);
        return buffer.array();
    }

    private static byte[] arrow(int[]... batches) throws IOException {
        int[] next = {0};
        return write(
                allocator -> new UInt4Vector("row_id", allocator),
                vector -> {
                    int[] rows = batches[next[0]++];
                    vector.reset();
                    for (int i = 0; i < rows.length; i++) {
                        ((UInt4Vector) vector).setSafe(i, rows[i]);
                    }
                    vector.setValueCount(rows.length);
                },
                batches.length);
    }

    private interface NewVector {
        FieldVector in(RootAllocator allocator);
    }

    private static byte[] write(NewVector column, Consumer<FieldVector> fill, int batches) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (RootAllocator allocator = new RootAllocator();
                FieldVector vector = column.in(allocator);
                VectorSchemaRoot root = VectorSchemaRoot.of(vector);
                ArrowFileWriter writer = new ArrowFileWriter(root, null, Channels.newChannel(out))) {
            writer.start();
            for (int i = 0; i < batches; i++) {
                fill.accept(vector);
                root.setRowCount(vector.getValueCount());
                writer.writeBatch();
            }
            writer.end();
        }
        return out.toByteArray();
    }

    private static void assertCorrupt(String message, byte[] bytes, Format format, long rows, long recorded) {
        assertEquals(
                message,
                assertThrows(CorruptFileException.class, () -> read(bytes, format, rows, recorded))
                        .getMessage());
    }
}
