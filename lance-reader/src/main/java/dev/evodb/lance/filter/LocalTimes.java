package dev.evodb.lance.filter;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;

/// Local date-times of one zone as instants. A time that a change of the clocks skips or repeats has the
/// offset from before the change. For one thread.
final class LocalTimes {
    private static final long SECONDS_PER_DAY = 86_400;

    private final ZoneRules rules;
    private final long perSecond;

    /// Times are counted in `perDay` units; an empty zone is UTC.
    LocalTimes(String zone, long perDay) {
        this.rules =
                zone.isEmpty() ? ZoneOffset.UTC.getRules() : ZoneId.of(zone).getRules();
        // Whole days are the same in UTC; zones are only of what is counted in seconds or less.
        this.perSecond = Math.max(perDay / SECONDS_PER_DAY, 1);
    }

    /// Saturates at the ends of `long`.
    long toInstant(long local) {
        return plus(local, -offset(Math.floorDiv(local, perSecond)) * perSecond);
    }

    /// Saturates at the ends of `long`.
    long toLocal(long instant) {
        int offset = rules.getOffset(instantSeconds(instant)).getTotalSeconds();
        return plus(instant, offset * perSecond);
    }

    /// The offset from UTC of an instant: `Z` or like `+01:00`.
    String offsetText(long instant) {
        return rules.getOffset(instantSeconds(instant)).getId();
    }

    private Instant instantSeconds(long instant) {
        return Instant.ofEpochSecond(Math.clamp(
                Math.floorDiv(instant, perSecond), Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()));
    }

    private long offset(long localSeconds) {
        long within = Math.clamp(
                localSeconds,
                LocalDateTime.MIN.toEpochSecond(ZoneOffset.UTC),
                LocalDateTime.MAX.toEpochSecond(ZoneOffset.UTC));
        return rules.getOffset(LocalDateTime.ofEpochSecond(within, 0, ZoneOffset.UTC))
                .getTotalSeconds();
    }

    private static long plus(long a, long b) {
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) < 0 ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }
}
