package dev.evodb.api;

import dev.evodb.api.auth.ApiKeys;
import dev.evodb.api.catalog.Storage;
import dev.evodb.api.http.WebSettings;
import dev.evodb.api.route.RequestLog;
import java.time.Duration;

/// What a server serves, to whom and where. Immutable.
///
/// `cacheBytes` bound what open tables and their indices keep in memory; `freshness` is how old the server's
/// knowledge of the newest version of a table may be.
public record ServerOptions(
        Storage storage,
        WebSettings web,
        ApiKeys keys,
        ApiLimits limits,
        long cacheBytes,
        Duration freshness,
        RequestLog log) {
    /// 256 MiB of tables, one second.
    public static ServerOptions of(Storage storage, WebSettings web) {
        return new ServerOptions(
                storage, web, ApiKeys.none(), ApiLimits.DEFAULT, 256L << 20, Duration.ofSeconds(1), _ -> {});
    }

    public ServerOptions withKeys(ApiKeys newKeys) {
        return new ServerOptions(storage, web, newKeys, limits, cacheBytes, freshness, log);
    }

    public ServerOptions withLimits(ApiLimits newLimits) {
        return new ServerOptions(storage, web, keys, newLimits, cacheBytes, freshness, log);
    }

    public ServerOptions withCacheBytes(long bytes) {
        return new ServerOptions(storage, web, keys, limits, bytes, freshness, log);
    }

    public ServerOptions withFreshness(Duration newFreshness) {
        return new ServerOptions(storage, web, keys, limits, cacheBytes, newFreshness, log);
    }

    public ServerOptions withLog(RequestLog newLog) {
        return new ServerOptions(storage, web, keys, limits, cacheBytes, freshness, newLog);
    }
}
