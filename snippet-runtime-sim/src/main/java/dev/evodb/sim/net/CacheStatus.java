package dev.evodb.sim.net;

/// What the CDN had to do with an answer, by the names of Cloudflare's `cf-cache-status`.
public enum CacheStatus {
    /// There is no CDN, or another snippet or a fault answered.
    NONE,
    /// Not eligible for the cache: from the origin.
    DYNAMIC,
    /// Eligible, but too large, or the origin forbids it: from the origin.
    BYPASS,
    /// Not there, or not all of it: pulled from the origin, kept from now on.
    MISS,
    /// There.
    HIT,
    /// There, too old, and unchanged at the origin.
    REVALIDATED,
    /// There, too old, and changed at the origin: pulled anew.
    EXPIRED
}
