package dev.evodb.api.route;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.api.catalog.Catalog;
import dev.evodb.api.catalog.Page;
import dev.evodb.api.catalog.TableId;
import dev.evodb.api.engine.FragmentSummary;
import dev.evodb.api.engine.IndexSummary;
import dev.evodb.api.engine.TableCache.Lease;
import dev.evodb.api.engine.Tags;
import dev.evodb.api.engine.VersionSummary;
import dev.evodb.api.json.SchemaJson;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.ref.Tag;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// What a table is: schema, versions, tags, sizes.
final class TableOperations {
    private final Services services;

    TableOperations(Services services) {
        this.services = services;
    }

    /// `POST /v1/table/{id}/describe`
    void describe(Call call) throws IOException {
        NamespaceOperations.serverVersion(call);
        TableId id = call.table();
        JsonNode body = services.body(call, id);
        try (Lease lease = services.lease(call, id, Services.version(body))) {
            LanceDataset table = lease.table().dataset();
            FragmentSummary fragments = FragmentSummary.of(table);
            call.json(json -> {
                json.writeStartObject();
                json.writeStringField("table", id.name());
                json.writeArrayFieldStart("namespace");
                for (String name : id.namespace()) {
                    json.writeString(name);
                }
                json.writeEndArray();
                json.writeNumberField("version", table.version());
                json.writeStringField("location", Catalog.location(id));
                json.writeStringField("table_uri", Catalog.location(id));
                json.writeFieldName("schema");
                SchemaJson.write(json, table.schema(), table.location());
                json.writeObjectFieldStart("stats");
                json.writeNumberField("num_deleted_rows", fragments.deletedRows());
                json.writeNumberField("num_fragments", fragments.count());
                json.writeEndObject();
                writeTexts(json, "metadata", table.manifest().tableMetadata());
                writeTexts(json, "properties", Map.of());
                json.writeEndObject();
            });
        }
    }

    /// `POST /v1/table/{id}/exists`
    void exists(Call call) throws IOException {
        TableId id = call.table();
        try (Lease _ = services.lease(call, id, Services.version(services.body(call, id)))) {
            call.response().empty(200);
        }
    }

    /// `POST` or `GET /v1/table/{id}/count_rows`
    void countRows(Call call) throws IOException {
        TableId id = call.table();
        JsonNode body = services.body(call, id);
        String inPath = call.parameter("predicate").orElse("");
        String predicate = inPath.isEmpty() ? Services.text(body, "predicate") : inPath;
        try (Lease lease = services.lease(call, id, Services.version(body))) {
            LanceDataset table = lease.table().dataset();
            long rows = predicate.isEmpty() ? table.countRows() : table.countRows(predicate);
            call.json(json -> json.writeNumber(rows));
        }
    }

    /// `POST /v1/table/{id}/stats`
    void stats(Call call) throws IOException {
        TableId id = call.table();
        services.body(call, id);
        try (Lease lease = services.lease(call, id, OptionalLong.empty())) {
            LanceDataset table = lease.table().dataset();
            FragmentSummary fragments = FragmentSummary.of(table);
            long indices = IndexSummary.count(table);
            call.json(json -> {
                json.writeStartObject();
                json.writeNumberField("total_bytes", fragments.bytes());
                json.writeNumberField("num_rows", fragments.rows());
                json.writeNumberField("num_indices", indices);
                json.writeObjectFieldStart("fragment_stats");
                json.writeNumberField("num_fragments", fragments.count());
                json.writeNumberField("num_small_fragments", fragments.small());
                json.writeObjectFieldStart("lengths");
                json.writeNumberField("min", fragments.length(0));
                json.writeNumberField("max", fragments.length(100));
                json.writeNumberField("mean", fragments.meanLength());
                json.writeNumberField("p25", fragments.length(25));
                json.writeNumberField("p50", fragments.length(50));
                json.writeNumberField("p75", fragments.length(75));
                json.writeNumberField("p99", fragments.length(99));
                json.writeEndObject();
                json.writeEndObject();
                json.writeEndObject();
            });
        }
    }

    /// `POST /v1/table/{id}/version/list`: the oldest first, unless `descending` is true.
    void versions(Call call) throws IOException {
        TableId id = call.table();
        services.body(call, id);
        boolean isDescending = call.parameter("descending").orElse("false").equals("true");
        long limit = call.request().number("limit").orElse(Page.DEFAULT_LIMIT);
        OptionalLong after =
                call.request().number("page_token").map(OptionalLong::of).orElse(OptionalLong.empty());
        try (Lease lease = services.lease(call, id, OptionalLong.empty())) {
            Page<Long> page = VersionSummary.page(lease.table().dataset(), isDescending, after, limit);
            call.json(json -> {
                json.writeStartObject();
                json.writeArrayFieldStart("versions");
                for (long version : page.items()) {
                    call.deadline().check();
                    writeVersion(json, VersionSummary.of(services.catalog(), id, version));
                }
                json.writeEndArray();
                Call.writeToken(json, page);
                json.writeEndObject();
            });
        }
    }

    private static void writeVersion(JsonGenerator json, VersionSummary version) throws IOException {
        json.writeStartObject();
        json.writeNumberField("version", version.version());
        json.writeStringField("timestamp", version.timestamp().toString());
        json.writeNumberField("timestamp_millis", version.timestamp().toEpochMilli());
        json.writeStringField("manifest_path", version.manifestPath());
        writeTexts(json, "metadata", Map.of("total_rows", Long.toString(version.rows())));
        json.writeEndObject();
    }

    /// `POST` or `GET /v1/table/{id}/tags/list`: the bare map for clients of LanceDB, below `tags` for others.
    void tags(Call call) throws IOException {
        TableId id = call.table();
        services.body(call, id);
        try (Lease lease = services.lease(call, id, OptionalLong.empty())) {
            List<Tag> tags = Tags.of(lease.table());
            call.json(json -> {
                json.writeStartObject();
                if (!call.isLanceDb()) {
                    json.writeObjectFieldStart("tags");
                }
                for (Tag tag : tags) {
                    json.writeObjectFieldStart(tag.name());
                    writeBranch(json, tag);
                    json.writeNumberField("version", tag.version());
                    json.writeNumberField("manifestSize", tag.manifestBytes());
                    json.writeEndObject();
                }
                if (!call.isLanceDb()) {
                    json.writeEndObject();
                }
                json.writeEndObject();
            });
        }
    }

    /// `POST /v1/table/{id}/tags/version`
    void tagVersion(Call call) throws IOException {
        TableId id = call.table();
        JsonNode body = services.body(call, id);
        String name = Services.text(body, "tag");
        try (Lease lease = services.lease(call, id, OptionalLong.empty())) {
            Tag found = Tags.named(lease.table(), name);
            call.json(json -> {
                json.writeStartObject();
                json.writeNumberField("version", found.version());
                writeBranch(json, found);
                json.writeEndObject();
            });
        }
    }

    private static void writeBranch(JsonGenerator json, Tag tag) throws IOException {
        if (tag.branch().isPresent()) {
            json.writeStringField("branch", tag.branch().get());
        } else {
            json.writeNullField("branch");
        }
    }

    private static void writeTexts(JsonGenerator json, String field, Map<String, String> texts) throws IOException {
        json.writeObjectFieldStart(field);
        for (Map.Entry<String, String> entry : new TreeMap<>(texts).entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }

    /// `POST /v1/table/{id}/index/list`
    void indices(Call call) throws IOException {
        TableId id = call.table();
        JsonNode body = services.body(call, id);
        try (Lease lease = services.lease(call, id, Services.version(body))) {
            List<IndexSummary> indices = IndexSummary.of(lease.table());
            call.json(json -> {
                json.writeStartObject();
                json.writeArrayFieldStart("indexes");
                for (IndexSummary index : indices) {
                    writeIndex(json, index);
                }
                json.writeEndArray();
                json.writeNullField("page_token");
                json.writeEndObject();
            });
        }
    }

    private static void writeIndex(JsonGenerator json, IndexSummary index) throws IOException {
        json.writeStartObject();
        json.writeStringField("index_name", index.name());
        json.writeStringField("index_uuid", index.uuid().toString());
        json.writeArrayFieldStart("columns");
        for (String column : index.columns()) {
            json.writeString(column);
        }
        json.writeEndArray();
        json.writeStringField("status", "done");
        json.writeStringField("index_status", "done");
        json.writeStringField("index_type", index.kind());
        json.writeNumberField("num_indexed_rows", index.indexedRows());
        json.writeNumberField("num_unindexed_rows", index.unindexedRows());
        json.writeNumberField("size_bytes", index.bytes());
        json.writeNumberField("num_segments", index.segments());
        json.writeNumberField("index_version", index.version());
        json.writeEndObject();
    }

    /// `POST /v1/table/{id}/index/{name}/stats`
    void indexStats(Call call) throws IOException {
        TableId id = call.table();
        String name = call.secondName();
        JsonNode body = services.body(call, id);
        try (Lease lease = services.lease(call, id, Services.version(body))) {
            IndexSummary index = IndexSummary.named(lease.table(), name);
            call.json(json -> {
                json.writeStartObject();
                json.writeNumberField("num_indexed_rows", index.indexedRows());
                json.writeNumberField("num_unindexed_rows", index.unindexedRows());
                json.writeStringField("index_type", index.kind());
                if (index.distanceType().isPresent()) {
                    json.writeStringField(
                            "distance_type", index.distanceType().get().wireName());
                }
                json.writeNumberField("num_indices", index.segments());
                json.writeEndObject();
            });
        }
    }

    /// `POST /v1/table/{id}/index/{name}/prewarm`: opens a vector index; others are opened by the queries that
    /// use them.
    void prewarm(Call call) throws IOException {
        TableId id = call.table();
        String name = call.secondName();
        services.body(call, id);
        try (Lease lease = services.lease(call, id, OptionalLong.empty())) {
            IndexSummary index = IndexSummary.named(lease.table(), name);
            if (index.distanceType().isPresent()) {
                lease.table().search(index.columns().getFirst());
            }
            call.json(json -> {
                json.writeStartObject();
                json.writeEndObject();
            });
        }
    }
}
