package dev.evodb.sim.net;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a `Range` header asks of an object of a known length. Source: RFC 9110, section 14.
sealed interface ByteRange {
    /// The bytes `[from, to)`, clamped to the object.
    record Part(long from, long to) implements ByteRange {}

    /// No range, a unit other than bytes, several ranges, or bad syntax: the header is ignored, as RFC 9110
    /// allows.
    record Whole() implements ByteRange {}

    /// A range that starts behind the end, or the empty suffix: status 416.
    record Unsatisfiable() implements ByteRange {}

    Pattern SINGLE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

    /// Reads `header`, which may be empty for none, against an object of `length` bytes.
    static ByteRange of(String header, long length) {
        Matcher single = SINGLE.matcher(header);
        if (!single.matches()) {
            return new Whole();
        }
        String first = single.group(1);
        String last = single.group(2);
        if (first.isEmpty() && last.isEmpty()) {
            return new Whole();
        }
        if (first.isEmpty()) {
            long suffix = Long.parseLong(last);
            return suffix == 0 || length == 0 ? new Unsatisfiable() : new Part(Math.max(0, length - suffix), length);
        }
        long from = Long.parseLong(first);
        long to = last.isEmpty() ? length : Math.min(length, Long.parseLong(last) + 1);
        if (!last.isEmpty() && Long.parseLong(last) < from) {
            return new Whole();
        }
        return from >= length ? new Unsatisfiable() : new Part(from, to);
    }
}
