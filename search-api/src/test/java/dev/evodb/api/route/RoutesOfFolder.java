package dev.evodb.api.route;

import dev.evodb.api.ApiLimits;
import dev.evodb.api.catalog.Catalog;
import dev.evodb.api.catalog.LocalStorage;
import dev.evodb.api.engine.MemoryBudget;
import dev.evodb.api.engine.TableCache;
import dev.evodb.lance.ReadLimits;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// The routes of a server that does not listen.
record RoutesOfFolder(Routes routes, TableCache tables) implements Closeable {
    static RoutesOfFolder of(Path folder) throws IOException {
        Duration freshness = Duration.ofSeconds(1);
        Catalog catalog = new Catalog(new LocalStorage(folder), freshness);
        TableCache tables = new TableCache(catalog, ReadLimits.DEFAULT, 1 << 20, freshness);
        Services services = new Services(catalog, tables, new MemoryBudget(1 << 20), ApiLimits.DEFAULT);
        return new RoutesOfFolder(new Routes(services, () -> "", () -> false), tables);
    }

    @Override
    public void close() {
        tables.close();
    }
}
