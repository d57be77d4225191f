package dev.evodb.api.route;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.api.catalog.Catalog;
import dev.evodb.api.catalog.TableId;
import dev.evodb.api.engine.FragmentSummary;
import dev.evodb.api.engine.IndexSummary;
import dev.evodb.api.engine.TableCache.Lease;
import dev.evodb.api.error.ApiException;
import dev.evodb.api.error.ErrorCode;
import dev.evodb.api.json.SchemaJson;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import dev.evodb.lance.io.NotATableException;
import dev.evodb.lance.ref.Tag;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// What a table is: schema, versions, tags, sizes.
final class TableOperations {
    /// Manifests that one page of versions reads.
    private static final long MAX_VERSIONS = 10_000;

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
            long indices = table.indices().stream()
                    .map(index -> index.name())
                    .distinct()
                    .count();
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
        long limit = Math.min(call.request().number("limit").orElse(MAX_VERSIONS), MAX_VERSIONS);
        OptionalLong after =
                call.request().number("page_token").map(OptionalLong::of).orElse(OptionalLong.empty());
        try (Lease lease = services.lease(call, id, OptionalLong.empty())) {
            List<Long> all = lease.table().dataset().versions();
            List<Long> wanted = (isDescending ? all.reversed() : all)
                    .stream()
                            .filter(version -> after.isEmpty()
                                    || (isDescending ? version < after.getAsLong() : version > after.getAsLong()))
                            .toList();
            List<Long> page = wanted.subList(0, (int) Math.min(limit, wanted.size()));
            call.json(json -> {
                json.writeStartObject();
                json.writeArrayFieldStart("versions");
                for (long version : page) {
                    call.deadline().check();
                    writeVersion(json, id, version);
                }
                json.writeEndArray();
                if (page.size() < wanted.size()) {
                    json.writeStringField("page_token", Long.toUnsignedString(page.getLast()));
                } else {
                    json.writeNullField("page_token");
                }
                json.writeEndObject();
            });
        }
    }

    private void writeVersion(JsonGenerator json, TableId id, long version) throws IOException {
        try (LanceDataset table =
                LanceDataset.open(services.catalog().table(id), OpenOptions.DEFAULT.withVersion(version))) {
            json.writeStartObject();
            json.writeNumberField("version", version);
            json.writeStringField("timestamp", table.manifest().timestamp().toString());
            json.writeNumberField(
                    "timestamp_millis", table.manifest().timestamp().toEpochMilli());
            json.writeStringField("manifest_path", table.location().file());
            writeTexts(json, "metadata", Map.of("total_rows", Long.toString(table.countRows())));
            json.writeEndObject();
        } catch (NotATableException | IllegalArgumentException e) {
            // A version that a clean-up has taken away since it was listed.
            throw new ApiException(
                    ErrorCode.VERSION_NOT_FOUND, "table " + id + " has lost version " + version + " just now");
        }
    }

    /// `POST` or `GET /v1/table/{id}/tags/list`: the bare map for clients of LanceDB, below `tags` for others.
    void tags(Call call) throws IOException {
        TableId id = call.table();
        services.body(call, id);
        try (Lease lease = services.lease(call, id, OptionalLong.empty())) {
            Map<String, Tag> tags = new TreeMap<>();
            lease.table().dataset().tags().forEach(tag -> tags.put(tag.name(), tag));
            call.json(json -> {
                json.writeStartObject();
                if (!call.isLanceDb()) {
                    json.writeObjectFieldStart("tags");
                }
                for (Tag tag : tags.values()) {
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
            Tag found = lease.table().dataset().tags().stream()
                    .filter(tag -> tag.name().equals(name))
                    .findFirst()
                    .orElseThrow(() ->
                            new ApiException(ErrorCode.TAG_NOT_FOUND, "table " + id + " has no tag of that name"));
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
            IndexSummary index = index(lease, name);
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
            IndexSummary index = index(lease, name);
            if (index.distanceType().isPresent()) {
                lease.table().search(index.columns().getFirst());
            }
            call.json(json -> {
                json.writeStartObject();
                json.writeEndObject();
            });
        }
    }

    private static IndexSummary index(Lease lease, String name) throws IOException {
        return IndexSummary.of(lease.table()).stream()
                .filter(index -> index.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INDEX_NOT_FOUND, "table " + lease.table().id() + " has no index of that name"));
    }
}
