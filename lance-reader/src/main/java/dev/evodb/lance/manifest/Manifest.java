package dev.evodb.lance.manifest;

import dev.evodb.lance.schema.LanceSchema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// One version of a table, complete on its own. Numbers are unsigned where the format says uint64.
///
/// `dataFormat` is the file format of new data files (`2.1`), empty in very old tables. `indexSection`
/// and `transactionSection` are file offsets, for which 0 is as good as any other. `tag`,
/// `transactionFile` and `branch` are empty where there are none. Source: lance `protos/table.proto`,
/// message `Manifest`.
public record Manifest(
        long version,
        LanceSchema schema,
        List<DataFragment> fragments,
        Instant timestamp,
        String tag,
        String branch,
        Optional<WriterVersion> writerVersion,
        String dataFormat,
        long readerFeatureFlags,
        long writerFeatureFlags,
        OptionalLong maxFragmentId,
        long nextRowId,
        Map<String, String> config,
        Map<String, String> tableMetadata,
        List<BasePath> basePaths,
        String transactionFile,
        OptionalLong indexSection,
        OptionalLong transactionSection) {
    public Manifest {
        fragments = List.copyOf(fragments);
        config = Map.copyOf(config);
        tableMetadata = Map.copyOf(tableMetadata);
        basePaths = List.copyOf(basePaths);
    }

    /// The library that wrote the version. `prerelease` and `buildMetadata` are parts of semantic
    /// versions, or empty.
    public record WriterVersion(String library, String version, String prerelease, String buildMetadata) {}

    public boolean hasStableRowIds() {
        return (readerFeatureFlags & FeatureFlags.STABLE_ROW_IDS) != 0;
    }
}
