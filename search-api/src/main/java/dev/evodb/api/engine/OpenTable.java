package dev.evodb.api.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.lance.LanceVectorSearch;
import dev.evodb.api.catalog.TableId;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.manifest.IndexMetadata;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// One version of a table, open: its files, the indices that were searched, and the rows that filters
/// chose. Shared by all requests that read that version; see [TableCache] for who closes it. Thread-safe.
public final class OpenTable {
    /// What a table takes without its indices: manifest, footers, pages.
    private static final long BASE_BYTES = 256 << 10;

    /// What masks of one table may take.
    private static final long MASK_BYTES = 16L << 20;

    private final TableId id;
    private final LanceDataset dataset;
    private final long batchBytes;
    private final Map<String, LanceVectorSearch> searches = new HashMap<>();
    private final Map<String, LanceVectorSearch> exactSearches = new HashMap<>();
    private final Cache<String, RowMask> masks;
    private int users;
    private boolean isRetired;
    private boolean isClosed;

    OpenTable(TableId id, LanceDataset dataset, long batchBytes) {
        this.id = id;
        this.batchBytes = batchBytes;
        this.dataset = dataset;
        this.masks = Caffeine.newBuilder()
                .maximumWeight(MASK_BYTES)
                .weigher((String filter, RowMask mask) ->
                        (int) Math.min(Integer.MAX_VALUE, filter.length() * 2L + 64 + 2 * mask.countAtMost()))
                .build();
    }

    public TableId id() {
        return id;
    }

    public LanceDataset dataset() {
        return dataset;
    }

    /// What one batch of a scan may decode to, in bytes.
    public long batchBytes() {
        return batchBytes;
    }

    /// Searches of the vector column `name` through its index, opened when first asked for.
    ///
    /// @throws IllegalArgumentException if there is no such vector column
    public LanceVectorSearch search(String name) throws IOException {
        synchronized (searches) {
            LanceVectorSearch known = searches.get(name);
            if (known == null) {
                known = LanceVectorSearch.open(dataset, name);
                searches.put(name, known);
            }
            return known;
        }
    }

    /// Searches of the vector column `name` that look at no index.
    ///
    /// @throws IllegalArgumentException if there is no such vector column
    public LanceVectorSearch exactSearch(String name) {
        synchronized (exactSearches) {
            return exactSearches.computeIfAbsent(
                    name, column -> LanceVectorSearch.openExact(dataset, column, KernelSet.best()));
        }
    }

    /// The rows that pass `filter`; remembered, as long as there is room.
    public RowMask mask(LanceVectorSearch search, String filter) throws IOException {
        RowMask known = masks.getIfPresent(filter);
        if (known == null) {
            known = search.mask(filter);
            masks.put(filter, known);
        }
        return known;
    }

    /// What it may come to take: its indices are read in part, and kept.
    long bytes() throws IOException {
        long bytes = BASE_BYTES;
        for (IndexMetadata index : dataset.indices()) {
            for (IndexMetadata.File file : index.files()) {
                bytes += file.sizeBytes();
            }
        }
        return bytes;
    }

    /// Whether both are the same version of the same table, and not one that was made anew in its place.
    boolean isSameAs(LanceDataset other) {
        return dataset.version() == other.version()
                && timestamp().equals(other.manifest().timestamp());
    }

    Instant timestamp() {
        return dataset.manifest().timestamp();
    }

    /// Takes part in the use of it; false if it is to be closed, or is.
    synchronized boolean enter() {
        if (isRetired) {
            return false;
        }
        users++;
        return true;
    }

    /// Ends what [#enter] began.
    void leave() throws IOException {
        synchronized (this) {
            users--;
        }
        closeIfDone();
    }

    /// Closes it as soon as nobody uses it any more.
    void retire() throws IOException {
        synchronized (this) {
            isRetired = true;
        }
        closeIfDone();
    }

    private void closeIfDone() throws IOException {
        synchronized (this) {
            if (!isRetired || users > 0 || isClosed) {
                return;
            }
            isClosed = true;
        }
        try (dataset) {
            for (LanceVectorSearch search : searches.values()) {
                search.close();
            }
            for (LanceVectorSearch search : exactSearches.values()) {
                search.close();
            }
        }
    }
}
