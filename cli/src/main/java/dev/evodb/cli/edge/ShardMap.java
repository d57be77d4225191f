package dev.evodb.cli.edge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.snippets.lance.jvm.PackResult;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Which shards there are and where: what a client, or one snippet, needs to do a router's work where
/// snippets cannot ask snippets. The form: `docs/format/chain.md`.
public record ShardMap(String packId, String metric, int dims, int k, List<Shard> shards) {
    static final String FILE = "shards.json";
    private static final int FORMAT = 1;

    /// A shard: where its snippet is asked, where its object lies, and how many rows it has.
    public record Shard(String id, String url, String object, int rows) {}

    public ShardMap {
        shards = List.copyOf(shards);
    }

    /// The map of what was packed, with the URLs of `chain`.
    public static ShardMap of(PackResult result, PackChain chain) {
        List<Shard> shards = new ArrayList<>();
        for (PackResult.PackedObject object : result.objects()) {
            String id = PackChain.shardId(shards.size()).text();
            shards.add(new Shard(id, chain.url(PackChain.shardId(shards.size())), object.url(), object.rows()));
        }
        return new ShardMap(
                result.packId(),
                result.parameters().metric().wireName(),
                result.parameters().queryDims(),
                result.parameters().k(),
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
            json.writeStringField("rows", "dealt");
            json.writeNumberField("ask", shards.size());
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
            json.writeEndObject();
        }
        return text.toString();
    }
}
