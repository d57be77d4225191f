package dev.evodb.cli.edge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.cli.pack.Regions;
import dev.evodb.snippets.lance.jvm.PackResult;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    /// shard has to be asked; else as many as cover the target of the recall.
    public static ShardMap of(PackResult result, PackChain chain, Optional<Regions> regions) {
        List<Shard> shards = new ArrayList<>();
        for (PackResult.PackedObject object : result.objects()) {
            String id = PackChain.shardId(shards.size()).text();
            List<Float> centroid = new ArrayList<>();
            if (regions.isPresent()) {
                for (float value : regions.get().centroid(shards.size())) {
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
                regions.map(known -> known.toAsk(target)).orElse(shards.size()),
                coverage,
                shards);
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
