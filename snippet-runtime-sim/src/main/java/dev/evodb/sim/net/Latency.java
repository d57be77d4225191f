package dev.evodb.sim.net;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long something takes on the virtual clock before its first byte is there, in microseconds.
public sealed interface Latency {
    /// Nothing takes time.
    Latency NONE = new Fixed(0);

    /// Always the same.
    record Fixed(long micros) implements Latency {
        public Fixed {
            requireTime("micros", micros);
        }

        @Override
        public String toString() {
            return millis(micros);
        }
    }

    /// Evenly spread over `[fromMicros, toMicros]`.
    record Uniform(long fromMicros, long toMicros) implements Latency {
        public Uniform {
            requireTime("fromMicros", fromMicros);
            if (toMicros < fromMicros) {
                throw new IllegalArgumentException(
                        "toMicros must be at least fromMicros " + fromMicros + ", got " + toMicros);
            }
        }

        @Override
        public String toString() {
            return "uniform:" + millis(fromMicros) + "," + millis(toMicros);
        }
    }

    /// Log-normal, which is the usual shape of network times: half of them below the median, one in a
    /// hundred above `p99Micros`.
    record LogNormal(long medianMicros, long p99Micros) implements Latency {
        public LogNormal {
            requireTime("medianMicros", medianMicros);
            if (medianMicros == 0 || p99Micros < medianMicros) {
                throw new IllegalArgumentException("a median above 0 and a p99 not below it are needed, got "
                        + medianMicros + " and " + p99Micros);
            }
        }

        @Override
        public String toString() {
            return "lognormal:" + millis(medianMicros) + "," + millis(p99Micros);
        }
    }

    Pattern SYNTAX = Pattern.compile("(?:(uniform|lognormal):)?([0-9.]+)ms(?:,([0-9.]+)ms)?");

    /// Reads `20ms`, `uniform:10ms,30ms` (from, to) or `lognormal:20ms,80ms` (median, p99), which is also
    /// what `toString` gives.
    ///
    /// @throws IllegalArgumentException if `text` is none of these or its times are out of order
    static Latency of(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches() || (matcher.group(1) == null) != (matcher.group(3) == null)) {
            throw new IllegalArgumentException(
                    "a latency is 20ms, uniform:10ms,30ms or lognormal:20ms,80ms, got " + text);
        }
        try {
            long first = micros(matcher.group(2));
            if (matcher.group(1) == null) {
                return new Fixed(first);
            }
            long second = micros(matcher.group(3));
            return matcher.group(1).equals("uniform") ? new Uniform(first, second) : new LogNormal(first, second);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a latency has a time that is no number: " + text, e);
        }
    }

    private static long micros(String millis) {
        return Math.round(Double.parseDouble(millis) * 1_000);
    }

    private static String millis(long micros) {
        return (micros % 1_000 == 0 ? Long.toString(micros / 1_000) : Double.toString(micros / 1_000.0)) + "ms";
    }

    private static void requireTime(String what, long micros) {
        if (micros < 0) {
            throw new IllegalArgumentException(what + " must not be negative, got " + micros);
        }
    }
}
