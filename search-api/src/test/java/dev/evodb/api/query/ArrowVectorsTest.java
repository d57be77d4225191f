package dev.evodb.api.query;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.api.ApiLimits;
import dev.evodb.api.ServedTables;
import dev.evodb.api.error.ApiException;
import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.Location;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.ipc.IpcBatch;
import dev.evodb.lance.ipc.IpcStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Vectors of queries as Arrow streams: those of Arrow's own writer, the compressed ones that clients sent, and
/// broken ones.
final class ArrowVectorsTest {
    private static final Path BODIES =
            Path.of(System.getProperty("evodb.root"), "search-api/src/test/resources/captures/bodies");
    private static final float[][] VECTORS = {{0.1f, 0.2f, 0.3f, 0.4f}, {0.9f, 0.1f, 0.2f, 0.7f}};

    @Test
    void readsWhatArrowWrites() throws IOException {
        List<float[]> read = ArrowVectors.read(stream(VECTORS), ApiLimits.DEFAULT);
        assertEquals(2, read.size());
        assertArrayEquals(VECTORS[0], read.get(0));
        assertArrayEquals(VECTORS[1], read.get(1));
    }

    @Test
    void readsTheCompressedBodiesOfClients() throws IOException {
        assertRows("t3-insert", new long[] {0, 1, 2});
        assertRows("t3-insert-mode-overwrite", new long[] {1});
        assertRows("t3-merge_insert", new long[] {1});
        IpcStream empty = IpcStream.parse(body("t10-create-mode-create"));
        for (int b = 0; b < empty.batches(); b++) {
            assertEquals(0, empty.batch(b, new DecodeBudget(1 << 20)).rows());
        }
        assertEquals(2, IpcStream.parse(body("t9-create-mode-create")).fields().size());
    }

    /// Columns id, name (z in each row) and vector (1, 2, 3, 4).
    private static void assertRows(String file, long[] ids) throws IOException {
        IpcStream stream = IpcStream.parse(body(file));
        assertEquals(
                List.of("id", "name", "vector"),
                stream.fields().stream().map(field -> field.name()).toList());
        assertEquals(4, stream.fields().get(2).listSize());
        IpcBatch batch = stream.batch(0, new DecodeBudget(1 << 20));
        assertEquals(ids.length, batch.rows());
        ByteSlice values = batch.buffer(1);
        ByteSlice names = batch.buffer(4);
        ByteSlice vectors = batch.buffer(batch.buffers() - 1);
        for (int row = 0; row < ids.length; row++) {
            assertEquals(ids[row], values.readLongLE(row * 8L, "id"));
            assertEquals('z', names.array()[names.from() + row]);
            for (int d = 0; d < 4; d++) {
                assertEquals(d + 1, Float.intBitsToFloat(vectors.readIntLE((row * 4L + d) * 4, "value")));
            }
        }
    }

    private static ByteSlice body(String file) throws IOException {
        return ByteSlice.of(Files.readAllBytes(BODIES.resolve(file + ".arrows")), Location.of(file));
    }

    @Test
    void refusesOtherColumnsAndTooManyVectors() throws IOException {
        byte[] other = Files.readAllBytes(BODIES.resolve("t3-insert.arrows"));
        assertThrows(ApiException.class, () -> ArrowVectors.read(other, ApiLimits.DEFAULT));
        float[][] many = new float[257][];
        Arrays.fill(many, VECTORS[0]);
        byte[] stream = stream(many);
        ApiException tooMany = assertThrows(ApiException.class, () -> ArrowVectors.read(stream, ApiLimits.DEFAULT));
        assertTrue(String.valueOf(tooMany.getMessage()).contains("at most 256 vectors"), tooMany.getMessage());
        byte[] infinite = stream(new float[][] {{Float.NaN, 0, 0, 0}});
        assertThrows(ApiException.class, () -> ArrowVectors.read(infinite, ApiLimits.DEFAULT));
    }

    @Test
    void everyBrokenStreamIsRefusedOrRead() throws IOException {
        byte[] compressed = Files.readAllBytes(BODIES.resolve("t3-insert.arrows"));
        for (byte[] good : List.of(stream(VECTORS), compressed)) {
            for (int length = 0; length < good.length; length++) {
                readAll(Arrays.copyOf(good, length));
            }
            for (int at = 0; at < good.length; at++) {
                for (int bits : new int[] {0xFF, 1, 0x80}) {
                    byte[] broken = good.clone();
                    broken[at] ^= (byte) bits;
                    readAll(broken);
                }
            }
        }
        Random random = new Random(7);
        for (int i = 0; i < 5000; i++) {
            byte[] noise = new byte[random.nextInt(400)];
            random.nextBytes(noise);
            readAll(noise);
        }
    }

    /// Anything but the typed refusal fails the test.
    private static void readAll(byte[] body) {
        try {
            assertTrue(ArrowVectors.read(body, ApiLimits.DEFAULT).size() <= 256);
        } catch (ApiException refused) {
            assertEquals(400, refused.status());
        }
    }

    @Test
    void searchesVectorsOfAStream(@TempDir Path folder) throws IOException {
        try (ServedTables served = ServedTables.start(folder)) {
            JsonNode answer = search(served, "?k=2&columns=id&nprobes=4&refine_factor=5");
            String json =
                    "{\"vector\":[[0.1,0.2,0.3,0.4],[0.9,0.1,0.2,0.7]],\"k\":2,\"columns\":[\"id\"],\"nprobes\":4,"
                            + "\"refine_factor\":5}";
            assertEquals(
                    new ObjectMapper()
                            .readTree(served.post("/v1/table/t3/search", json).body())
                            .path("rows"),
                    answer.path("rows"));
            assertEquals(4, answer.path("rows").size());
            assertTrue(search(served, "?k=x").path("error").isTextual());
            assertTrue(search(served, "?what=x").path("error").isTextual());
        }
    }

    private static JsonNode search(ServedTables served, String parameters) throws IOException {
        HttpResponse<String> answer = served.send(
                HttpRequest.newBuilder(URI.create(served.url() + "/v1/table/t3/search" + parameters))
                        .header("content-type", "application/vnd.apache.arrow.stream")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(stream(VECTORS))),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        return new ObjectMapper().readTree(answer.body());
    }

    private static byte[] stream(float[][] vectors) throws IOException {
        int dims = vectors[0].length;
        Field item = new Field(
                "item", FieldType.nullable(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)), List.of());
        Field column = new Field("vector", FieldType.nullable(new ArrowType.FixedSizeList(dims)), List.of(item));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (RootAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = VectorSchemaRoot.create(new Schema(List.of(column)), allocator);
                ArrowStreamWriter writer = new ArrowStreamWriter(root, null, Channels.newChannel(out))) {
            FixedSizeListVector lists = (FixedSizeListVector) root.getVector("vector");
            lists.setInitialCapacity(vectors.length);
            lists.allocateNew();
            Float4Vector values = (Float4Vector) lists.getDataVector();
            for (int row = 0; row < vectors.length; row++) {
                lists.setNotNull(row);
                for (int d = 0; d < dims; d++) {
                    values.setSafe(row * dims + d, vectors[row][d]);
                }
            }
            root.setRowCount(vectors.length);
            writer.writeBatch();
        }
        return out.toByteArray();
    }
}
