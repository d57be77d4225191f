package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evodb.chain.jvm.RouterModule;
import dev.evodb.cli.edge.EdgeAnswer;
import dev.evodb.sim.Outcome;
import dev.evodb.sim.net.SnippetRequest;
import dev.evodb.snippets.lance.jvm.PackProgress;
import dev.evodb.snippets.lance.jvm.PackSpec;
import dev.evodb.snippets.lance.jvm.PackWriter;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Frames of hits, docs/format/chain.md: shards and routers say in them what they say in JSON, bit by bit.
class HitFrameTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TYPE = "application/x-evodb-hits";
    private static final int QUERIES = 8;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "k=10",
                "k=1",
                "k=100&payload=",
                "k=7&payload=word,big",
                "k=5&minScore=9",
                "k=5&minScore=9&payload="
            })
    void aShardFramesWhatItSaysInJson(String parameters) throws IOException {
        assertFramesAreTheJson(pack(1), parameters);
    }

    @ParameterizedTest
    @ValueSource(strings = {"k=10", "k=100&payload=", "k=7&payload=word,price"})
    void aRouterFramesWhatItSaysInJson(String parameters) throws IOException {
        assertFramesAreTheJson(pack(3), parameters);
    }

    @Test
    void anErrorIsJsonWhateverIsAccepted() throws IOException {
        for (int shards : new int[] {1, 3}) {
            try (RunningEdge edge = RunningEdge.of(pack(shards))) {
                SnippetRequest bad = request(edge, "k=0", 0).withHeader("accept", TYPE);
                Outcome.Answered answered = assertInstanceOf(
                        Outcome.Answered.class, edge.invoke(bad).outcome());
                assertEquals(400, answered.status());
                assertEquals("application/json", answered.headers().get("content-type"));
                JSON.readTree(answered.body()).required("error");
            }
        }
    }

    private Path pack(int shards) throws IOException {
        Path path = folder.resolve("pack");
        PackSpec.Builder spec = PackSpec.of(Metric.COSINE).toBuilder()
                .sampleRows(0)
                .refineRows(120)
                .partitions(40)
                .partitionRows(150)
                .shards(shards);
        PackWriter.write(new MixedTable(MixedTable.COLUMNS, 1L << 40), spec.build(), path, PackProgress.NONE);
        if (shards > 1) {
            List<String> urls = IntStream.range(0, shards)
                    .mapToObj(shard -> "https://shard-" + shard + ".example/search")
                    .toList();
            Files.createDirectories(path.resolve("router"));
            Files.writeString(path.resolve("router/main.js"), RouterModule.render(urls));
        }
        return path;
    }

    private static SnippetRequest request(RunningEdge edge, String parameters, int query) {
        Random random = new Random(query);
        float[] vector = new float[MixedTable.DIMS];
        for (int d = 0; d < MixedTable.DIMS; d++) {
            vector[d] = (float) random.nextGaussian();
        }
        return SnippetRequest.post(edge.folder().entryUrl() + "?" + parameters, EdgeAnswer.littleEndian(vector))
                .withHeader("content-type", "application/octet-stream");
    }

    private static void assertFramesAreTheJson(Path path, String parameters) throws IOException {
        try (RunningEdge edge = RunningEdge.of(path)) {
            for (int query = 0; query < QUERIES; query++) {
                SnippetRequest request = request(edge, parameters, query);
                String json = edge.ask(request).textOf(200);
                Outcome.Answered answered = assertInstanceOf(
                        Outcome.Answered.class,
                        edge.invoke(request.withHeader("accept", TYPE)).outcome());
                assertEquals(200, answered.status());
                assertEquals(TYPE, answered.headers().get("content-type"));
                assertEquals(JSON.readTree(json), decoded(answered.body()));
            }
        }
    }

    /// As docs/format/chain.md says it: count, row id and distance of each hit as f64, JSON for the rest.
    private static JsonNode decoded(byte[] frame) throws IOException {
        ByteBuffer numbers = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        int count = (int) numbers.getDouble();
        double[] pairs = new double[2 * count];
        numbers.asDoubleBuffer().get(pairs);
        int end = 8 + 8 * pairs.length;
        ObjectNode rest =
                (ObjectNode) JSON.readTree(new String(frame, end, frame.length - end, StandardCharsets.UTF_8));
        ArrayNode further = (ArrayNode) rest.required("hits");
        ArrayNode hits = JSON.createArrayNode();
        for (int i = 0; i < count; i++) {
            // Through text: JSON has no types of numbers.
            String text = "{\"rowId\":" + (long) pairs[2 * i] + ",\"distance\":" + pairs[2 * i + 1] + "}";
            ObjectNode hit = (ObjectNode) JSON.readTree(text);
            if (!further.isEmpty()) {
                hit.setAll((ObjectNode) further.get(i));
            }
            hits.add(hit);
        }
        return rest.set("hits", hits);
    }
}
