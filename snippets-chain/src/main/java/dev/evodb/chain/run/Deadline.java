package dev.evodb.chain.run;

import dev.evodb.chain.Digits;

/// The request header `x-evodb-deadline`: how many milliseconds the snippet has to answer, from when it
/// got the request, as decimal digits. A duration, because the clocks of two machines differ.
///
/// Whoever waits for an answer has more time than it tells: an eighth, at least 1 ms, is for the way
/// there and back and for making one answer of all. So a router below answers what it has before the one
/// above gives it up.
public final class Deadline {
    /// Name of the header.
    public static final String HEADER = "x-evodb-deadline";

    private static final int RESERVE = 8;
    private static final int MAX_DIGITS = 9;

    private Deadline() {}

    /// The time that the header tells; 0, without a bound, if it is empty; -1 if it is anything but 1 to 9
    /// digits, or 0.
    public static int read(String header) {
        double millis = Digits.parse(header);
        if (millis >= 1 && header.length() <= MAX_DIGITS) {
            return (int) millis;
        }
        return header.isEmpty() ? 0 : -1;
    }

    /// What is wrong with a header that cannot be read.
    public static String refusal(String header) {
        return HEADER + " must be a whole number of milliseconds in 1..=999999999, got " + header;
    }

    /// What a request may tell whose sender waits for `millis`, at least 1.
    static int carried(int millis) {
        return Math.max(1, millis - Math.max(1, millis / RESERVE));
    }
}
