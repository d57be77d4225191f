package dev.evodb.cli.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.sim.Invocation;
import dev.evodb.sim.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What a search or router snippet answered, read from its JSON.
///
/// `rowIds[i]` lies at `distances[i]`, nearest first; `payloads` has one object a hit.
public record EdgeAnswer(long[] rowIds, double[] distances, JsonNode[] payloads, long rowsScanned) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// The answer of an invocation that ended with status 200, or nothing if the simulator refused it.
    ///
    /// @throws IOException if the snippet answered an error or something that is not an answer
    public static Optional<EdgeAnswer> of(Invocation invocation) throws IOException {
        return switch (invocation.outcome()) {
            case Outcome.Refused _ -> Optional.empty();
            case Outcome.Answered answered -> {
                String text = new String(answered.body(), StandardCharsets.UTF_8);
                if (answered.status() != 200) {
                    throw new IOException(invocation.host() + " answered status " + answered.status() + ": " + text);
                }
                yield Optional.of(parse(JSON.readTree(text)));
            }
        };
    }

    /// Whether `answered` is ranked hits: the output of other steps of a chain is any JSON.
    public static boolean isRanked(Outcome.Answered answered) throws IOException {
        return JSON.readTree(answered.body()).path("hits").isArray();
    }

    /// The payload value of hit `hit`, as text.
    public String payload(int hit, String column) {
        return payloads[hit].path(column).asText();
    }

    /// The body of a request: the vector as raw floats.
    public static byte[] littleEndian(float[] vector) {
        byte[] body = new byte[4 * vector.length];
        for (int d = 0; d < vector.length; d++) {
            LittleEndian.writeFloat(body, 4 * d, vector[d]);
        }
        return body;
    }

    private static EdgeAnswer parse(JsonNode answer) {
        JsonNode hits = answer.path("hits");
        long[] rowIds = new long[hits.size()];
        double[] distances = new double[hits.size()];
        JsonNode[] payloads = new JsonNode[hits.size()];
        for (int i = 0; i < rowIds.length; i++) {
            rowIds[i] = hits.get(i).path("rowId").longValue();
            distances[i] = hits.get(i).path("distance").doubleValue();
            payloads[i] = hits.get(i).path("payload");
        }
        return new EdgeAnswer(rowIds, distances, payloads, answer.path("rows").longValue());
    }
}
