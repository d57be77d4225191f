package dev.evodb.api.engine;

import dev.evodb.api.catalog.Catalog;
import dev.evodb.api.catalog.Page;
import dev.evodb.api.catalog.TableId;
import dev.evodb.api.error.ApiException;
import dev.evodb.api.error.ErrorCode;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import dev.evodb.lance.io.NotATableException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A version of a table: when it was written, the path of its manifest from the table's folder, its rows that
/// are not deleted.
public record VersionSummary(long version, Instant timestamp, String manifestPath, long rows) {
    /// Manifests that one page of versions reads.
    private static final long MAX_VERSIONS = 10_000;

    /// What the manifest of that version tells.
    ///
    /// @throws ApiException (404) if there is no such table or version
    public static VersionSummary of(Catalog catalog, TableId id, long version) throws IOException {
        try (LanceDataset table = LanceDataset.open(catalog.table(id), OpenOptions.DEFAULT.withVersion(version))) {
            return new VersionSummary(
                    version, table.manifest().timestamp(), table.location().file(), table.countRows());
        } catch (NotATableException | IllegalArgumentException e) {
            throw new ApiException(
                    ErrorCode.VERSION_NOT_FOUND, "table " + id + " has no version " + Long.toUnsignedString(version));
        }
    }

    /// At most `limit` versions of `table` that come after `after`: the oldest first, or the newest.
    ///
    /// @throws ApiException (400) if `limit` is below 1
    public static Page<Long> page(LanceDataset table, boolean isDescending, OptionalLong after, long limit)
            throws IOException {
        if (limit < 1) {
            throw ApiException.invalid("limit has to be at least 1, got " + limit);
        }
        List<Long> all = table.versions();
        List<Long> wanted = (isDescending ? all.reversed() : all)
                .stream()
                        .filter(version -> after.isEmpty()
                                || (isDescending ? version < after.getAsLong() : version > after.getAsLong()))
                        .toList();
        List<Long> page = wanted.subList(0, (int) Math.min(Math.min(limit, MAX_VERSIONS), wanted.size()));
        return new Page<>(
                page,
                page.size() < wanted.size() ? Optional.of(Long.toUnsignedString(page.getLast())) : Optional.empty());
    }
}
