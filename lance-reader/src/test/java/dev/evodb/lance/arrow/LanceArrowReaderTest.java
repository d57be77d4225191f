package dev.evodb.lance.arrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import dev.evodb.lance.file.Fixture;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LanceArrowReaderTest {
    private static List<String> fixtures() throws IOException {
        return Fixture.names();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void givesTheValuesOfTheReference(String name) throws IOException {
        Fixture fixture = Fixture.of(name);
        try (BufferAllocator allocator = new RootAllocator();
                LanceDataset table = LanceDataset.open(fixture.table());
                ArrowReader reader = new LanceArrowReader(table, ScanRequest.ALL.batchRows(700), allocator)) {
            assertEquals(expected(fixture, table), digests(reader));
        } catch (UnsupportedFeatureException e) {
            abort(String.valueOf(e.getMessage()));
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void writesAStreamOfWhichArrowReadsTheValuesOfTheReference(String name) throws IOException {
        Fixture fixture = Fixture.of(name);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        try (LanceDataset table = LanceDataset.open(fixture.table());
                Scan scan = table.scan(ScanRequest.ALL.batchRows(700))) {
            ArrowBridge.writeIpcStream(scan, Channels.newChannel(stream));
            try (BufferAllocator allocator = new RootAllocator();
                    ArrowReader reader =
                            new ArrowStreamReader(new ByteArrayInputStream(stream.toByteArray()), allocator)) {
                assertEquals(expected(fixture, table), digests(reader));
            }
        } catch (UnsupportedFeatureException e) {
            abort(String.valueOf(e.getMessage()));
        }
    }

    @Test
    void givesMemoryBackBatchByBatch() throws IOException {
        try (BufferAllocator allocator = new RootAllocator();
                LanceDataset table = LanceDataset.open(Fixture.samples().resolve("words.lance"));
                LanceArrowReader reader = new LanceArrowReader(table, ScanRequest.ALL.batchRows(100), allocator)) {
            long most = 0;
            while (reader.loadNextBatch()) {
                most = Math.max(most, allocator.getAllocatedMemory());
            }
            assertTrue(most < reader.bytesRead() / 5, most + " of " + reader.bytesRead());
            assertEquals(0, reader.getVectorSchemaRoot().getRowCount());
        }
    }

    @Test
    void givesMemoryBackWhenItIsClosedInTheMiddle() throws IOException {
        try (BufferAllocator allocator = new RootAllocator();
                LanceDataset table = LanceDataset.open(Fixture.of("bigpages-22").table())) {
            LanceArrowReader reader = new LanceArrowReader(table, ScanRequest.ALL.batchRows(100), allocator);
            assertTrue(reader.loadNextBatch());
            reader.close();
            assertEquals(0, allocator.getAllocatedMemory());
        }
    }

    @Test
    void leaksNothingWhenTheAllocatorIsFull() throws IOException {
        try (BufferAllocator allocator = new RootAllocator(5_000);
                LanceDataset table = LanceDataset.open(Fixture.of("strings-22").table());
                LanceArrowReader reader = new LanceArrowReader(table, ScanRequest.ALL, allocator)) {
            assertThrows(OutOfMemoryException.class, reader::loadNextBatch);
            assertEquals(0, allocator.getAllocatedMemory());
        }
    }

    private static Map<String, String> digests(ArrowReader reader) throws IOException {
        Map<String, MessageDigest> digests = new TreeMap<>();
        for (FieldVector vector : reader.getVectorSchemaRoot().getFieldVectors()) {
            digests.put(vector.getName(), sha256());
        }
        while (reader.loadNextBatch()) {
            for (FieldVector vector : reader.getVectorSchemaRoot().getFieldVectors()) {
                ArrowText.lines(vector, Objects.requireNonNull(digests.get(vector.getName())));
            }
        }
        Map<String, String> hex = new TreeMap<>();
        digests.forEach((column, digest) -> hex.put(column, HexFormat.of().formatHex(digest.digest())));
        return hex;
    }

    private static Map<String, String> expected(Fixture fixture, LanceDataset table) {
        JsonNode columns = fixture.expected().path("content").path("columns");
        Map<String, String> expected = new TreeMap<>();
        for (String column : table.columnNames()) {
            expected.put(column, columns.path(column).path("sha256").asText());
        }
        return expected;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
