package dev.evodb.cli.deploy;

import dev.evodb.sim.limit.Profile;
import java.util.Locale;

/// A plan of Cloudflare, by its limits that a deployment meets.
///
/// Largest cacheable object: 512 MB, or 5 GB for Enterprise (documented without saying which megabyte is
/// meant: the smaller one is taken). It counts whole objects, also where only ranges are asked for.
public enum Plan {
    PRO(512_000_000L),
    BUSINESS(512_000_000L),
    ENTERPRISE(5_000_000_000L);

    private final long cacheableBytes;

    Plan(long cacheableBytes) {
        this.cacheableBytes = cacheableBytes;
    }

    /// @throws IllegalArgumentException if there is no such plan, or it has no snippets
    public static Plan of(String name) {
        return switch (name) {
            case "pro" -> PRO;
            case "business" -> BUSINESS;
            case "enterprise" -> ENTERPRISE;
            case "free" -> throw new IllegalArgumentException("the plan free has no snippets");
            default -> throw new IllegalArgumentException("--plan must be pro, business or enterprise, got " + name);
        };
    }

    /// The limits of one invocation.
    public Profile profile() {
        return Profile.of(toString());
    }

    public long cacheableBytes() {
        return cacheableBytes;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
