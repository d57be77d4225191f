package dev.evodb.sim.net;

/// Numbers drawn for one thing that happens on the simulated network.
///
/// They depend on the seed, on what they are drawn for and on how often that happened before; not on the
/// order in which other things happen, so one more request changes nothing about the others.
/// Source of the generator: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (2014),
/// SplitMix64.
final class Randomness {
    private static final long GAMMA = 0x9e3779b97f4a7c15L;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /// The 99th percentile of the standard normal distribution.
    private static final double NORMAL_P99 = 2.3263478740408408;

    private long state;

    /// For the `occurrence`th time that `subject` happens.
    Randomness(long seed, String subject, int occurrence) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < subject.length(); i++) {
            hash = (hash ^ subject.charAt(i)) * FNV_PRIME;
        }
        state = mix(seed) ^ mix(hash + occurrence * GAMMA);
    }

    /// Uniform in `[0, 1)`.
    double uniform() {
        state += GAMMA;
        return (mix(state) >>> 11) * 0x1.0p-53;
    }

    /// Standard normal, by the method of Box and Muller.
    double normal() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
        return radius * StrictMath.cos(2 * StrictMath.PI * uniform());
    }

    /// One time of `latency`, in microseconds.
    long micros(Latency latency) {
        return switch (latency) {
            case Latency.Fixed(long micros) -> micros;
            case Latency.Uniform(long from, long to) -> from + (long) (uniform() * (to - from + 1));
            case Latency.LogNormal(long median, long p99) -> {
                double sigma = StrictMath.log((double) p99 / median) / NORMAL_P99;
                yield StrictMath.round(median * StrictMath.exp(sigma * normal()));
            }
        };
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
