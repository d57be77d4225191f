package dev.evodb.sim.limit;

import java.util.List;

/// The limits of one plan, all inclusive: a request may use up to and including each of them.
///
/// `name` is what the command line and reports call it. `cpuMicros` is CPU time of one request in one
/// snippet, `memoryBytes` what its isolate may hold, `packageBytes` the size of the deployed text in
/// UTF-8, `subrequests` the fetches of one request, each hop of a redirect chain included.
public record Profile(String name, long cpuMicros, long memoryBytes, int packageBytes, int subrequests) {
    /// The project's own budget.
    public static final Profile EVODB = new Profile("evodb", 5_000, 32L << 20, 32 << 10, 5);

    /// Cloudflare's documented limits, plan Pro (page of 2026-08-14).
    public static final Profile PRO = new Profile("pro", 5_000, 2L << 20, 32 << 10, 2);

    /// Cloudflare's documented limits, plan Business.
    public static final Profile BUSINESS = new Profile("business", 5_000, 2L << 20, 32 << 10, 3);

    /// Cloudflare's documented limits, plan Enterprise.
    public static final Profile ENTERPRISE = new Profile("enterprise", 5_000, 2L << 20, 32 << 10, 5);

    private static final List<Profile> ALL = List.of(EVODB, PRO, BUSINESS, ENTERPRISE);

    private static final long LEAST_ALLOWANCE = 8L << 20;

    public Profile {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a profile needs a name");
        }
        if (cpuMicros < 1 || memoryBytes < 1 || packageBytes < 1 || subrequests < 0) {
            throw new IllegalArgumentException(
                    "limits of profile " + name + " must be positive, got cpuMicros " + cpuMicros
                            + ", memoryBytes " + memoryBytes + ", packageBytes " + packageBytes + ", subrequests "
                            + subrequests);
        }
    }

    /// The profile with wire name `evodb`, `pro`, `business` or `enterprise`.
    ///
    /// @throws IllegalArgumentException for any other name
    public static Profile of(String name) {
        for (Profile profile : ALL) {
            if (profile.name.equals(name)) {
                return profile;
            }
        }
        throw new IllegalArgumentException("profile must be evodb, pro, business or enterprise, got " + name);
    }

    /// The same limits with another CPU budget and a name that says so; for measuring what a snippet
    /// would need.
    public Profile withCpuMicros(long newCpuMicros) {
        return new Profile(name + "+cpu" + newCpuMicros, newCpuMicros, memoryBytes, packageBytes, subrequests);
    }

    /// How much of live memory and garbage together ends a request although nothing has been collected:
    /// the limit plus an allowance for garbage of half the limit, at least 8 MiB, which is what V8 lets
    /// pile up by itself.
    public long uncollectedBytes() {
        return memoryBytes + allowance();
    }

    /// How much of both may be there between two requests before it is worth a collection: the limit plus
    /// half of that allowance.
    public long piledUpBytes() {
        return memoryBytes + allowance() / 2;
    }

    private long allowance() {
        return Math.max(LEAST_ALLOWANCE, memoryBytes / 2);
    }
}
