package dev.evodb.lance.arrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.column.Column;
import dev.evodb.column.Validity;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import dev.evodb.lance.file.Fixture;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.InvalidArrowFileException;
import org.apache.arrow.vector.util.ByteArrayReadableSeekableByteChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrowBridgeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "types-22",
                "strings-22",
                "widevec-22",
                "bigpages-22",
                "fragments",
                "tiny-21",
                "type-struct-nulls-22"
            })
    void writesAFileOfWhichArrowReadsTheValuesOfTheReference(String name) throws IOException {
        Fixture fixture = Fixture.of(name);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        int batches = 0;
        try (LanceDataset table = LanceDataset.open(fixture.table());
                Scan scan = table.scan(ScanRequest.ALL.withRowId().batchRows(700))) {
            ArrowBridge.writeIpcFile(scan, Channels.newChannel(file));
        }
        Map<String, MessageDigest> digests = new TreeMap<>();
        try (BufferAllocator allocator = new RootAllocator();
                ArrowFileReader reader =
                        new ArrowFileReader(new ByteArrayReadableSeekableByteChannel(file.toByteArray()), allocator)) {
            while (reader.loadNextBatch()) {
                batches++;
                for (FieldVector vector : reader.getVectorSchemaRoot().getFieldVectors()) {
                    MessageDigest digest = digests.computeIfAbsent(vector.getName(), _ -> sha256());
                    ArrowText.lines(vector, digest);
                }
            }
        }
        Map<String, String> found = new TreeMap<>();
        digests.forEach((column, digest) -> found.put(column, HexFormat.of().formatHex(digest.digest())));
        Map<String, String> expected = new TreeMap<>();
        for (Map.Entry<String, JsonNode> column :
                fixture.expected().path("content").path("columns").properties()) {
            if (!column.getKey().equals("_rowaddr")) {
                expected.put(column.getKey(), column.getValue().path("sha256").asText());
            }
        }
        assertEquals(expected, found);
        assertTrue(batches >= 1);
    }

    @Test
    void copiesNestedColumns() {
        Validity someNull = Validity.ofBits(new byte[] {0b101}, 3);
        Column ints = new Column.IntColumn(Validity.ofBits(new byte[] {0b1011}, 4), new int[] {1, -2, 0, 4});
        Column list = new Column.ListColumn(someNull, new int[] {0, 1, 1, 4}, ints);
        Column texts = new Column.BytesColumn(Validity.allValid(3), new int[] {0, 1, 1, 3}, new byte[] {'a', 'b', 'c'});
        Column bits = new Column.BitColumn(Validity.allValid(6), new byte[] {0b010110});
        Column pairs = new Column.FixedSizeListColumn(someNull, 2, bits);
        Column nothing = new Column.NullColumn(Validity.allNull(3));
        Column struct = new Column.StructColumn(someNull, List.of(list, texts, pairs, nothing));
        Field item = new Field("item", new DataType.Int(32, true), true);
        DataType type = new DataType.Struct(List.of(
                new Field("l", new DataType.ListOf(item, true), true),
                new Field("t", new DataType.Utf8(true), false),
                new Field("p", new DataType.FixedSizeList(new Field("item", new DataType.Bool(), false), 2), true),
                new Field("n", new DataType.Null(), true)));
        RecordBatch batch = new RecordBatch(List.of(new Field("s", type, true)), List.of(struct), 3);

        List<String> rows = new ArrayList<>();
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = ArrowBridge.root(batch, allocator)) {
            assertEquals(
                    "Schema<s: Struct<l: LargeList<item: Int(32, true)>, t: LargeUtf8 not null, "
                            + "p: FixedSizeList(2)<item: Bool not null>, n: Null>>",
                    root.getSchema().toString());
            for (int i = 0; i < root.getRowCount(); i++) {
                rows.add(ArrowText.of(root.getVector("s"), i));
            }
        }
        assertEquals(List.of("{[i1],s1:a,[f,t],~}", "~", "{[i-2,~,i4],s2:bc,[t,f],~}"), rows);
    }

    @Test
    void writesAFileWithoutBatchesForNoRows() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (LanceDataset table = LanceDataset.open(Fixture.of("tiny-21").table());
                Scan scan = table.scan(ScanRequest.ALL.where("NULL"))) {
            ArrowBridge.writeIpcFile(scan, Channels.newChannel(file));
        }
        try (BufferAllocator allocator = new RootAllocator();
                ArrowFileReader reader =
                        new ArrowFileReader(new ByteArrayReadableSeekableByteChannel(file.toByteArray()), allocator)) {
            assertEquals(0, reader.getRecordBlocks().size());
        }
    }

    @Test
    void leavesNoFooterAfterAFailure() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (LanceDataset table = LanceDataset.open(Fixture.of("fragments").table());
                Scan scan = table.scan(ScanRequest.ALL)) {
            FullAfter full = new FullAfter(file, 4000);
            assertThrows(ClosedChannelException.class, () -> ArrowBridge.writeIpcFile(scan, full));
            assertTrue(full.isOpen(), "the channel is the caller's");
        }
        try (BufferAllocator allocator = new RootAllocator();
                ArrowFileReader reader =
                        new ArrowFileReader(new ByteArrayReadableSeekableByteChannel(file.toByteArray()), allocator)) {
            assertThrows(InvalidArrowFileException.class, reader::loadNextBatch);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /// A channel that takes so many bytes and refuses the next write.
    private static final class FullAfter implements WritableByteChannel {
        private final ByteArrayOutputStream out;
        private final int most;
        private boolean isClosed;

        private FullAfter(ByteArrayOutputStream out, int most) {
            this.out = out;
            this.most = most;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            if (out.size() > most) {
                throw new ClosedChannelException();
            }
            int count = bytes.remaining();
            byte[] copy = new byte[count];
            bytes.get(copy);
            out.writeBytes(copy);
            return count;
        }

        @Override
        public boolean isOpen() {
            return !isClosed;
        }

        @Override
        public void close() {
            isClosed = true;
        }
    }
}
