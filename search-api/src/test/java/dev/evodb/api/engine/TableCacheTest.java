package dev.evodb.api.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.api.ServedTables;
import dev.evodb.api.catalog.Catalog;
import dev.evodb.api.catalog.LocalStorage;
import dev.evodb.api.catalog.TableId;
import dev.evodb.api.engine.TableCache.Lease;
import dev.evodb.api.engine.TableCache.Wanted;
import dev.evodb.api.error.ApiException;
import dev.evodb.lance.ReadLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableCacheTest {
    private static final TableId T3 = new TableId(List.of(), "t3");
    private static final TableId TJ = new TableId(List.of(), "tj");
    private static final Duration LONG = Duration.ofHours(1);
    private static final long ROOM = 1L << 30;

    @TempDir
    private Path folder;

    @BeforeEach
    void fill() throws IOException {
        ServedTables.fill(folder);
    }

    private TableCache cache(long bytes, Duration freshness) throws IOException {
        return new TableCache(
                new Catalog(new LocalStorage(folder), Duration.ZERO), ReadLimits.DEFAULT, bytes, freshness);
    }

    private static Wanted version(long version) {
        return new Wanted(OptionalLong.of(version), 0, false);
    }

    private static Wanted atLeast(long version) {
        return new Wanted(OptionalLong.empty(), version, false);
    }

    private static long rows(Lease lease) throws IOException {
        return lease.table().dataset().countRows("id >= 0");
    }

    /// The manifest of a version, of which there are 7; versions are named backwards from the greatest number.
    private Path manifest(int version) {
        return folder.resolve("t3.lance/_versions/" + Long.toUnsignedString(-1L - version) + ".manifest");
    }

    /// Takes version 7 away, as before it was written; the returned action writes it.
    private AutoCloseable withoutNewest() throws IOException {
        Path kept = folder.resolve("kept");
        Files.move(manifest(7), kept);
        Files.deleteIfExists(folder.resolve("t3.lance/_versions/latest_version_hint.json"));
        return () -> Files.move(kept, manifest(7));
    }

    @Test
    void aVersionIsOpenedOnce() throws IOException {
        try (TableCache cache = cache(ROOM, LONG);
                Lease first = cache.lease(T3, Wanted.NEWEST);
                Lease second = cache.lease(T3, version(7));
                Lease third = cache.lease(T3, version(3))) {
            assertSame(first.table(), second.table());
            assertNotSame(first.table(), third.table());
            assertEquals(7, first.table().dataset().version());
            assertEquals(2, cache.size());
        }
    }

    @Test
    void whatIsNotThereIsTold() throws IOException {
        try (TableCache cache = cache(ROOM, LONG)) {
            ApiException none =
                    assertThrows(ApiException.class, () -> cache.lease(new TableId(List.of(), "none"), Wanted.NEWEST));
            assertEquals(404, none.status());
            assertEquals(4, none.code().number());
            ApiException version = assertThrows(ApiException.class, () -> cache.lease(T3, version(99)));
            assertEquals(404, version.status());
            assertEquals(11, version.code().number());
            assertEquals(0, cache.size());
        }
    }

    @Test
    void aLeaseSurvivesANewerVersion() throws Exception {
        AutoCloseable write = withoutNewest();
        try (TableCache cache = cache(ROOM, Duration.ZERO);
                Lease old = cache.lease(T3, Wanted.NEWEST)) {
            assertEquals(6, old.table().dataset().version());
            long rows = rows(old);
            write.close();
            try (Lease next = cache.lease(T3, Wanted.NEWEST)) {
                assertEquals(7, next.table().dataset().version());
            }
            assertEquals(rows, rows(old));
        }
    }

    @Test
    void aLeaseSurvivesEviction() throws IOException {
        // Room for the table that was leased last, whatever it takes.
        try (TableCache cache = cache(300 << 10, LONG)) {
            try (Lease first = cache.lease(T3, Wanted.NEWEST)) {
                for (int version = 1; version <= 6; version++) {
                    cache.lease(T3, version(version)).close();
                }
                cache.lease(TJ, Wanted.NEWEST).close();
                assertEquals(310, rows(first));
            }
            try (Lease again = cache.lease(T3, Wanted.NEWEST)) {
                assertEquals(310, rows(again));
            }
        }
    }

    /// A table that alone is more than the budget is served all the same, and closed after each use.
    @Test
    void aTableLargerThanTheBudgetIsServed() {
        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> {
            try (TableCache cache = cache(1000, LONG)) {
                for (Wanted wanted : List.of(Wanted.NEWEST, version(7), version(3), Wanted.NEWEST)) {
                    OpenTable table;
                    try (Lease lease = cache.lease(T3, wanted)) {
                        table = lease.table();
                        assertTrue(rows(lease) > 0);
                    }
                    assertThrows(
                            IllegalStateException.class, () -> table.dataset().countRows("id >= 0"));
                }
                assertEquals(0, cache.size());
            }
        });
    }

    @Test
    void theBudgetClosesTables() throws IOException {
        try (TableCache cache = cache(600 << 10, LONG)) {
            List<OpenTable> tables = new ArrayList<>();
            for (int version = 1; version <= 7; version++) {
                try (Lease lease = cache.lease(T3, version(version))) {
                    tables.add(lease.table());
                }
            }
            assertTrue(cache.size() <= 2, cache.size() + " tables");
            int closed = 0;
            for (OpenTable table : tables) {
                try {
                    table.dataset().countRows("id >= 0");
                } catch (IllegalStateException e) {
                    closed++;
                }
            }
            // Version 1 has no rows, and so no file to miss.
            assertTrue(closed >= 4, closed + " of 7 are closed");
        }
    }

    @Test
    void theNewestIsLookedForWhenItIsOld() throws Exception {
        AutoCloseable write = withoutNewest();
        try (TableCache patient = cache(ROOM, LONG);
                TableCache eager = cache(ROOM, Duration.ZERO)) {
            assertNewest(6, patient, Wanted.NEWEST);
            assertNewest(6, eager, Wanted.NEWEST);
            write.close();
            assertNewest(6, patient, Wanted.NEWEST);
            assertNewest(7, eager, Wanted.NEWEST);
            // A client that knows of it is not shown the older one.
            assertNewest(7, patient, atLeast(7));
            assertNewest(7, patient, Wanted.NEWEST);
        }
    }

    @Test
    void aFreshLookIsMadeWhenItIsDemanded() throws Exception {
        AutoCloseable write = withoutNewest();
        try (TableCache patient = cache(ROOM, LONG)) {
            assertNewest(6, patient, Wanted.NEWEST);
            write.close();
            assertNewest(7, patient, new Wanted(OptionalLong.empty(), 0, true));
        }
    }

    private static void assertNewest(long expected, TableCache cache, Wanted wanted) throws IOException {
        try (Lease lease = cache.lease(T3, wanted)) {
            assertEquals(expected, lease.table().dataset().version());
        }
    }

    @Test
    void aVersionThatIsNotThereYetIsWaitedFor() throws IOException {
        try (TableCache cache = cache(ROOM, LONG)) {
            for (long least : new long[] {8, Long.MAX_VALUE}) {
                ApiException later = assertThrows(ApiException.class, () -> cache.lease(T3, atLeast(least)));
                assertEquals(503, later.status());
                assertTrue(later.retryAfterSeconds() > 0);
            }
            assertNewest(7, cache, atLeast(7));
        }
    }

    /// The same name and the same version, but another table.
    @Test
    void aTableThatWasMadeAnewIsSeen() throws Exception {
        try (TableCache cache = cache(ROOM, Duration.ZERO);
                Lease old = cache.lease(T3, Wanted.NEWEST)) {
            Files.move(folder.resolve("t3.lance"), folder.resolve("was.lance"));
            assertThrows(ApiException.class, () -> cache.lease(T3, Wanted.NEWEST));
            Files.move(folder.resolve("was.lance"), folder.resolve("t3.lance"));
            assertNewest(7, cache, Wanted.NEWEST);
            assertEquals(310, rows(old));
        }
    }

    @Test
    void closingWaitsForTheLastUser() throws IOException {
        TableCache cache = cache(ROOM, LONG);
        Lease lease = cache.lease(T3, Wanted.NEWEST);
        cache.close();
        assertEquals(310, rows(lease));
        lease.close();
        assertThrows(IllegalStateException.class, () -> rows(lease));
    }

    /// Many threads, few places: none sees a table that was closed.
    @Test
    void leasesOfManyThreads() throws Exception {
        try (TableCache cache = cache(300 << 10, Duration.ZERO)) {
            List<CompletableFuture<String>> all = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int seed = t;
                all.add(CompletableFuture.supplyAsync(
                        () -> {
                            for (int i = 0; i < 60; i++) {
                                Wanted wanted = (i + seed) % 3 == 0 ? Wanted.NEWEST : version(1 + (i + seed) % 7);
                                try (Lease lease = cache.lease(i % 2 == 0 ? T3 : TJ, wanted)) {
                                    rows(lease);
                                } catch (IOException e) {
                                    return e.toString();
                                }
                            }
                            return "done";
                        },
                        task -> Thread.ofPlatform().start(task)));
            }
            for (CompletableFuture<String> one : all) {
                assertEquals("done", one.get(2, TimeUnit.MINUTES));
            }
        }
    }
}
