package dev.evodb.api.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.evodb.api.catalog.Catalog;
import dev.evodb.api.catalog.TableId;
import dev.evodb.api.error.ApiException;
import dev.evodb.api.error.ErrorCode;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import dev.evodb.lance.ReadLimits;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// Open tables, as many as a budget of bytes allows: those that were used longest ago are closed for
/// others. Thread-safe.
///
/// A request leases a version and reads that one to its end, whatever happens to the table or to the cache
/// meanwhile. The newest version is looked for again when the last look is older than `freshness`, or when
/// a request demands a newer version than that one found.
public final class TableCache implements Closeable {
    /// One batch of a scan may decode to 32 MiB.
    public static final ReadLimits LIMITS = new ReadLimits(
            32L << 20,
            ReadLimits.DEFAULT.metadataBytes(),
            ReadLimits.DEFAULT.schemaDepth(),
            ReadLimits.DEFAULT.encodingDepth(),
            ReadLimits.DEFAULT.messageDepth());

    private static final int MAX_KNOWN = 100_000;

    private final Catalog catalog;
    private final OpenOptions options;
    private final Duration freshness;
    private final Cache<Key, OpenTable> open;
    private final Cache<TableId, Newest> newest =
            Caffeine.newBuilder().maximumSize(MAX_KNOWN).build();
    private final ConcurrentMap<Object, Object> locks = new ConcurrentHashMap<>();

    private record Key(TableId id, long version) {}

    /// The newest version of a table at `atNanos`.
    private record Newest(long version, long atNanos) {}

    /// Which version a request reads: one of that number, or the newest, which is at least `least`, and
    /// not older than a look at `sinceNanos` told.
    public record Wanted(OptionalLong version, long least, boolean isFresh) {
        /// The newest, as far as the cache knows it.
        public static final Wanted NEWEST = new Wanted(OptionalLong.empty(), 0, false);
    }

    /// A table in use; whoever leased it gives it back.
    public static final class Lease implements Closeable {
        private final OpenTable table;

        private Lease(OpenTable table) {
            this.table = table;
        }

        public OpenTable table() {
            return table;
        }

        @Override
        public void close() throws IOException {
            table.leave();
        }
    }

    /// Keeps tables that together take at most `budgetBytes`, as far as that can be told when they are
    /// opened. Reading one batch may take what `limits` say.
    public TableCache(Catalog catalog, ReadLimits limits, long budgetBytes, Duration freshness) {
        this.catalog = catalog;
        this.options = OpenOptions.DEFAULT.withLimits(limits);
        this.freshness = freshness;
        this.open = Caffeine.newBuilder()
                .maximumWeight(budgetBytes)
                .weigher(TableCache::weigh)
                .removalListener((@Nullable Key _, @Nullable OpenTable table, RemovalCause _) -> retire(table))
                .executor(Runnable::run)
                .build();
    }

    /// The version that is wanted of a table.
    ///
    /// @throws ApiException (404) if there is no such table or version; (503) if the version that is
    ///     demanded is not there yet
    public Lease lease(TableId id, Wanted wanted) throws IOException {
        return new Lease(
                wanted.version().isPresent() ? version(id, wanted.version().getAsLong()) : newest(id, wanted));
    }

    /// How many tables are open, those included that wait for their last user.
    public long size() {
        return open.estimatedSize();
    }

    @Override
    public void close() {
        open.invalidateAll();
        open.cleanUp();
    }

    /// The open table of `key`, entered; null if there is none, or it is about to be closed.
    private @Nullable OpenTable entered(Key key) {
        OpenTable known = open.getIfPresent(key);
        return known != null && known.enter() ? known : null;
    }

    /// Keeps `table`, entered already: one that is larger than the budget is let go at once, and closed by
    /// its last user.
    private OpenTable keep(Key key, OpenTable table) {
        table.enter();
        open.put(key, table);
        return table;
    }

    private OpenTable version(TableId id, long version) throws IOException {
        Key key = new Key(id, version);
        OpenTable known = entered(key);
        if (known != null) {
            return known;
        }
        synchronized (locks.computeIfAbsent(key, _ -> new Object())) {
            try {
                OpenTable since = entered(key);
                return since != null ? since : keep(key, open(id, openVersion(id, version)));
            } finally {
                locks.remove(key);
            }
        }
    }

    private LanceDataset openVersion(TableId id, long version) throws IOException {
        try {
            return LanceDataset.open(catalog.table(id), options.withVersion(version));
        } catch (IllegalArgumentException e) {
            throw new ApiException(
                    ErrorCode.VERSION_NOT_FOUND, "table " + id + " has no version " + Long.toUnsignedString(version));
        }
    }

    private OpenTable newest(TableId id, Wanted wanted) throws IOException {
        OpenTable known = known(id, wanted);
        if (known != null) {
            return known;
        }
        synchronized (locks.computeIfAbsent(id, _ -> new Object())) {
            try {
                OpenTable since = known(id, wanted);
                return since != null ? since : look(id, wanted);
            } finally {
                locks.remove(id);
            }
        }
    }

    /// What the last look found, if that is new enough and still open.
    private @Nullable OpenTable known(TableId id, Wanted wanted) {
        Newest last = newest.getIfPresent(id);
        if (last == null || wanted.isFresh()) {
            return null;
        }
        boolean isEnough = Long.compareUnsigned(last.version(), wanted.least()) >= 0
                && System.nanoTime() - last.atNanos() < freshness.toNanos();
        return isEnough ? entered(new Key(id, last.version())) : null;
    }

    private OpenTable look(TableId id, Wanted wanted) throws IOException {
        long atNanos = System.nanoTime();
        LanceDataset found = LanceDataset.open(catalog.table(id), options);
        long version = found.version();
        newest.put(id, new Newest(version, atNanos));
        if (Long.compareUnsigned(version, wanted.least()) < 0) {
            found.close();
            throw ApiException.overloaded("table " + id + " is at version " + Long.toUnsignedString(version)
                    + ", the request demands version " + Long.toUnsignedString(wanted.least()) + " or a later one");
        }
        Key key = new Key(id, version);
        OpenTable known = entered(key);
        if (known == null) {
            return keep(key, open(id, found));
        }
        if (known.isSameAs(found)) {
            found.close();
            return known;
        }
        known.leave();
        return keep(key, open(id, found));
    }

    private OpenTable open(TableId id, LanceDataset dataset) {
        return new OpenTable(id, dataset, options.limits().decodedBytes());
    }

    private static int weigh(Key key, OpenTable table) {
        try {
            return (int) Math.min(Integer.MAX_VALUE, table.bytes());
        } catch (IOException e) {
            // Its indices cannot be told; whoever asks for them is told why.
            return 0;
        }
    }

    private static void retire(@Nullable OpenTable table) {
        if (table != null) {
            try {
                table.retire();
            } catch (IOException e) {
                // Files of an old version that do not close: there is nobody to tell.
            }
        }
    }
}
