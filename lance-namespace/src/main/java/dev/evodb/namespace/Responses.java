package dev.evodb.namespace;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.evodb.ann.DistanceType;
import dev.evodb.api.engine.FragmentSummary;
import dev.evodb.api.engine.IndexSummary;
import dev.evodb.api.engine.VersionSummary;
import dev.evodb.api.json.SchemaJson;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.ref.Tag;
import java.io.IOException;
import java.util.Map;
import org.lance.namespace.model.DescribeTableIndexStatsResponse;
import org.lance.namespace.model.FragmentStats;
import org.lance.namespace.model.GetTableStatsResponse;
import org.lance.namespace.model.IndexContent;
import org.lance.namespace.model.JsonArrowSchema;
import org.lance.namespace.model.TableBasicStats;
import org.lance.namespace.model.TableVersion;
import org.lance.namespace.model.TagContents;

/// Our answers as the interface's models.
final class Responses {
    private Responses() {}

    static JsonArrowSchema schema(LanceDataset table) throws IOException {
        try (TokenBuffer tokens = new TokenBuffer(Requests.MODELS, false)) {
            SchemaJson.write(tokens, table.schema(), table.location());
            try (JsonParser json = tokens.asParser()) {
                return Requests.MODELS.readValue(json, JsonArrowSchema.class);
            }
        }
    }

    /// Numbers that are beyond the model's are left out.
    static TableBasicStats basicStats(FragmentSummary fragments) {
        TableBasicStats stats = new TableBasicStats();
        stats.setNumFragments(fragments.count());
        if (fragments.deletedRows() <= Integer.MAX_VALUE) {
            stats.setNumDeletedRows((int) fragments.deletedRows());
        }
        return stats;
    }

    static GetTableStatsResponse stats(FragmentSummary fragments, long indices) {
        var lengths = new org.lance.namespace.model.FragmentSummary();
        lengths.setMin(fragments.length(0));
        lengths.setMax(fragments.length(100));
        lengths.setMean(fragments.meanLength());
        lengths.setP25(fragments.length(25));
        lengths.setP50(fragments.length(50));
        lengths.setP75(fragments.length(75));
        lengths.setP99(fragments.length(99));
        FragmentStats stats = new FragmentStats();
        stats.setNumFragments((long) fragments.count());
        stats.setNumSmallFragments(fragments.small());
        stats.setLengths(lengths);
        GetTableStatsResponse response = new GetTableStatsResponse();
        response.setTotalBytes(fragments.bytes());
        response.setNumRows(fragments.rows());
        response.setNumIndices(indices);
        response.setFragmentStats(stats);
        return response;
    }

    /// `location` is that of the table.
    static TableVersion version(VersionSummary summary, String location) {
        TableVersion version = new TableVersion();
        version.setVersion(summary.version());
        version.setTimestampMillis(summary.timestamp().toEpochMilli());
        version.setManifestPath(location + "/" + summary.manifestPath());
        version.setMetadata(Map.of("total_rows", Long.toString(summary.rows())));
        return version;
    }

    static TagContents tag(Tag tag) {
        TagContents contents = new TagContents();
        tag.branch().ifPresent(contents::setBranch);
        contents.setVersion(tag.version());
        contents.setManifestSize(tag.manifestBytes());
        return contents;
    }

    static IndexContent index(IndexSummary summary) {
        IndexContent index = new IndexContent();
        index.setIndexName(summary.name());
        index.setIndexUuid(summary.uuid().toString());
        index.setColumns(summary.columns());
        index.setStatus("done");
        return index;
    }

    static DescribeTableIndexStatsResponse indexStats(IndexSummary summary) {
        DescribeTableIndexStatsResponse stats = new DescribeTableIndexStatsResponse();
        summary.distanceType().map(DistanceType::wireName).ifPresent(stats::setDistanceType);
        stats.setIndexType(summary.kind());
        stats.setNumIndexedRows(summary.indexedRows());
        stats.setNumUnindexedRows(summary.unindexedRows());
        stats.setNumIndices(summary.segments());
        return stats;
    }
}
