package dev.evodb.cli.edge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.chain.Chain;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.cli.pack.Regions;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.snippets.lance.jvm.PackResult;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Which shards there are and where: what a client, or one snippet, needs to do a router's work where
/// snippets cannot ask snippets. The form: `docs/format/chain.md`.
///
/// @param ask      shards that have to be asked for the answer of all, or nearly: see `coverage`
/// @param coverage share of the true nearest rows in the nearest 1, 2, … shards by centroid; none where
///     rows were dealt
public record ShardMap(
        String packId, String metric, int dims, int k, int ask, List<Double> coverage, List<Shard> shards) {
    static final String FILE = "shards.json";
    private static final int FORMAT = 1;

    /// Room for the centroids of the most shards that a chain has, of 4,096 dims each.
    private static final long MOST_BYTES = 64L << 20;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int COVERAGE_DIGITS = 4;

    /// A shard: where its snippet is asked, where its object lies, how many rows it has, and where they
    /// lie, which is empty where rows were dealt.
    public record Shard(String id, String url, String object, int rows, List<Float> centroid) {
        public Shard {
            centroid = List.copyOf(centroid);
        }
    }

    public ShardMap {
        coverage = List.copyOf(coverage);
        shards = List.copyOf(shards);
    }

    /// The map of what was packed, with the URLs of `chain`. Without `regions` rows were dealt, and every
    /// shard has to be asked; else `ask` of them, or if that is empty as many as cover the target of the
    /// recall.
    public static ShardMap of(PackResult result, PackChain chain, Optional<Regions> regions, OptionalInt ask) {
        List<Shard> shards = new ArrayList<>();
        for (PackResult.PackedObject object : result.objects()) {
            String id = PackChain.shardId(shards.size()).text();
            List<Float> centroid = new ArrayList<>();
            if (regions.isPresent()) {
                for (float value : regions.get().centroids()[shards.size()]) {
                    centroid.add(value);
                }
            }
            shards.add(
                    new Shard(id, chain.url(PackChain.shardId(shards.size())), object.url(), object.rows(), centroid));
        }
        List<Double> coverage = new ArrayList<>();
        regions.filter(Regions::isMeasured).ifPresent(known -> {
            for (int asked = 1; asked <= known.count(); asked++) {
                coverage.add(known.coverage(asked));
            }
        });
        double target = result.measurement().target();
        return new ShardMap(
                result.packId(),
                result.parameters().metric().wireName(),
                result.parameters().queryDims(),
                result.parameters().k(),
                ask.orElse(regions.map(known -> known.toAsk(target)).orElse(shards.size())),
                coverage,
                shards);
    }

    /// Reads `folder/shards.json`.
    ///
    /// @throws CorruptFileException if it is missing, or not what packing writes
    static ShardMap read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        Location at = at(folder);
        if (!Files.isRegularFile(file)) {
            throw new CorruptFileException(at, "is missing, and routers choose by its centroids");
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new CorruptFileException(at, "has " + Files.size(file) + " bytes, a map at most " + MOST_BYTES);
        }
        try {
            return of(JSON.readTree(Files.readString(file)), at);
        } catch (JsonProcessingException e) {
            throw new CorruptFileException(at, "not JSON: " + e.getOriginalMessage(), e);
        } catch (CharacterCodingException e) {
            throw new CorruptFileException(at, "is not UTF-8", e);
        }
    }

    private static ShardMap of(JsonNode map, Location at) {
        if (whole(map, "format", at) != FORMAT) {
            throw new CorruptFileException(at, "format must be " + FORMAT + ", found " + map.path("format"));
        }
        int dims = whole(map, "dims", at);
        List<Shard> shards = new ArrayList<>();
        for (JsonNode shard : list(map, "shards", at)) {
            String id = text(shard, "id", at);
            List<Float> centroid = new ArrayList<>();
            for (JsonNode value : shard.has("centroid") ? list(shard, "centroid", at) : List.<JsonNode>of()) {
                if (!value.isNumber() || !Float.isFinite(value.floatValue())) {
                    throw new CorruptFileException(
                            at, "shard " + id + ": centroid must be finite numbers, found " + value);
                }
                centroid.add(value.floatValue());
            }
            if (!centroid.isEmpty() && centroid.size() != dims) {
                throw new CorruptFileException(
                        at, "shard " + id + ": centroid has " + centroid.size() + " dims, the map " + dims);
            }
            shards.add(new Shard(
                    id, text(shard, "url", at), text(shard, "object", at), whole(shard, "rows", at), centroid));
        }
        List<Double> coverage = new ArrayList<>();
        for (JsonNode share : map.has("coverage") ? list(map, "coverage", at) : List.<JsonNode>of()) {
            coverage.add(share.doubleValue());
        }
        String metric = text(map, "metric", at);
        if (Arrays.stream(Metric.values()).noneMatch(known -> known.wireName().equals(metric))) {
            throw new CorruptFileException(at, "metric must be l2, cosine or dot, found " + metric);
        }
        return new ShardMap(
                text(map, "packId", at), metric, dims, whole(map, "k", at), whole(map, "ask", at), coverage, shards);
    }

    private static Iterable<JsonNode> list(JsonNode parent, String key, Location at) {
        JsonNode value = parent.path(key);
        if (!value.isArray()) {
            throw new CorruptFileException(at, key + " must be a list, found " + value);
        }
        return value;
    }

    private static String text(JsonNode parent, String key, Location at) {
        JsonNode value = parent.path(key);
        if (!value.isTextual()) {
            throw new CorruptFileException(at, key + " must be a text, found " + value);
        }
        return value.textValue();
    }

    private static int whole(JsonNode parent, String key, Location at) {
        JsonNode value = parent.path(key);
        if (!value.isInt() || value.intValue() < 1) {
            throw new CorruptFileException(at, key + " must be a positive integer, found " + value);
        }
        return value.intValue();
    }

    /// Of the routers of `chain`, whose leaves are shards of this map.
    ///
    /// @throws CorruptFileException if one of them has none in `folder/shards.json`, which this was read of
    RouterCentroids centroids(Chain chain, Path folder) {
        Map<String, Shard> known = new HashMap<>();
        shards.forEach(shard -> known.put(shard.id(), shard));
        Map<StepId, float[]> rows = new HashMap<>();
        for (Step step : chain.steps()) {
            if (step instanceof Step.Invoke) {
                Shard shard = known.get(step.id().text());
                if (shard == null || shard.centroid().isEmpty()) {
                    throw new CorruptFileException(at(folder), "shard " + step.id() + " has no centroid");
                }
                float[] row = new float[dims];
                for (int d = 0; d < dims; d++) {
                    row[d] = shard.centroid().get(d);
                }
                rows.put(step.id(), row);
            }
        }
        return RouterCentroids.of(chain, Metric.ofWireName(metric), rows);
    }

    /// @throws CorruptFileException if the map in `folder` is not one for packs like this
    void requireFor(PackFacts pack, Path folder) {
        if (dims != pack.dims() || !metric.equals(pack.metric())) {
            throw new CorruptFileException(
                    at(folder),
                    "has " + dims + " dims and metric " + metric + ", the packs " + pack.dims() + " and "
                            + pack.metric());
        }
    }

    private static Location at(Path folder) {
        return Location.of(folder.resolve(FILE).toString());
    }

    /// Writes `folder/shards.json`, a shard a line.
    public void write(Path folder) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("format", FORMAT);
            json.writeStringField("packId", packId);
            json.writeStringField("metric", metric);
            json.writeNumberField("dims", dims);
            json.writeNumberField("k", k);
            boolean isDealt = shards.stream().allMatch(shard -> shard.centroid().isEmpty());
            json.writeStringField("rows", isDealt ? "dealt" : "regions");
            json.writeNumberField("ask", ask);
            if (!coverage.isEmpty()) {
                json.writeArrayFieldStart("coverage");
                for (double share : coverage) {
                    json.writeNumber(BigDecimal.valueOf(share).setScale(COVERAGE_DIGITS, RoundingMode.HALF_EVEN));
                }
                json.writeEndArray();
            }
            json.writeArrayFieldStart("shards");
            for (Shard shard : shards) {
                json.writeRawValue("\n  " + line(shard));
            }
            json.writeRaw('\n');
            json.writeEndArray();
            json.writeEndObject();
        }
        Files.writeString(folder.resolve(FILE), text + "\n");
    }

    private static String line(Shard shard) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("id", shard.id());
            json.writeStringField("url", shard.url());
            json.writeStringField("object", shard.object());
            json.writeNumberField("rows", shard.rows());
            if (!shard.centroid().isEmpty()) {
                json.writeArrayFieldStart("centroid");
                for (float value : shard.centroid()) {
                    json.writeNumber(value);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        }
        return text.toString();
    }
}
