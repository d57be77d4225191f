package dev.evodb.lance.filter;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/// A regular expression, compiled for matching in time linear in the text (Thompson 1968): all ways to
/// match go through the text together, so there is nothing to track back to. One character costs at most
/// [#MAX_STEPS] steps. Immutable, thread-safe.
///
/// The syntax is that of Rust's `regex` crate, which Lance uses, without Unicode classes (`\p{…}`) and
/// set operations.
public final class Regex {
    /// Most steps of a compiled pattern; counted repetitions are written out.
    public static final int MAX_STEPS = 2000;

    private final String pattern;
    private final List<Step> steps;

    Regex(String pattern, List<Step> steps) {
        this.pattern = pattern;
        this.steps = List.copyOf(steps);
    }

    /// As it was written.
    public String pattern() {
        return pattern;
    }

    /// What is done at a place of the pattern. Steps go on with the next one unless they say otherwise.
    sealed interface Step {}

    /// Takes one character.
    record Take(IntPredicate characters) implements Step {}

    /// Goes on at both places, counted from this step.
    record Fork(int first, int second) implements Step {}

    record Check(Place place) implements Step {}

    record Accept() implements Step {}

    /// Conditions on the place between two characters.
    enum Place {
        TEXT_START,
        TEXT_END,
        LINE_START,
        LINE_END,
        WORD_EDGE,
        NO_WORD_EDGE
    }

    Matcher matcher() {
        return new Matcher(steps);
    }

    static boolean isWord(int point) {
        if (point < 0x80) {
            return (point >= 'a' && point <= 'z')
                    || (point >= 'A' && point <= 'Z')
                    || (point >= '0' && point <= '9')
                    || point == '_';
        }
        return Character.isAlphabetic(point)
                || switch (Character.getType(point)) {
                    case Character.NON_SPACING_MARK,
                            Character.COMBINING_SPACING_MARK,
                            Character.ENCLOSING_MARK,
                            Character.DECIMAL_DIGIT_NUMBER,
                            Character.CONNECTOR_PUNCTUATION -> true;
                    default -> point == 0x200C || point == 0x200D;
                };
    }

    /// Looks for matches with its own memory. For one thread.
    static final class Matcher {
        private final Step[] steps;
        private int[] current;
        private int[] next;
        private int currentCount;
        private int nextCount;
        private final int[] seenAt;
        private final int[] stack;

        private Matcher(List<Step> steps) {
            this.steps = steps.toArray(new Step[0]);
            this.current = new int[this.steps.length];
            this.next = new int[this.steps.length];
            this.seenAt = new int[this.steps.length];
            this.stack = new int[2 * this.steps.length + 2];
        }

        /// Whether a part of the `count` characters matches.
        boolean isIn(int[] points, int count) {
            Arrays.fill(seenAt, -1);
            nextCount = 0;
            for (int at = 0; ; at++) {
                // Another attempt starts at every character.
                if (follow(0, points, at, count)) {
                    return true;
                }
                if (at == count) {
                    return false;
                }
                swap();
                for (int i = 0; i < currentCount; i++) {
                    if (steps[current[i]] instanceof Take(IntPredicate characters) && characters.test(points[at])) {
                        if (follow(current[i] + 1, points, at + 1, count)) {
                            return true;
                        }
                    }
                }
            }
        }

        /// Makes what was collected the current steps and collects anew.
        private void swap() {
            int[] collected = next;
            next = current;
            current = collected;
            currentCount = nextCount;
            nextCount = 0;
        }

        /// Collects the characters that can be taken at `at` once the pattern has come to `step`; true if
        /// it is at its end.
        private boolean follow(int step, int[] points, int at, int count) {
            int depth = 0;
            stack[depth++] = step;
            while (depth > 0) {
                int index = stack[--depth];
                if (seenAt[index] == at) {
                    continue;
                }
                seenAt[index] = at;
                switch (steps[index]) {
                    case Take _ -> next[nextCount++] = index;
                    case Fork(int first, int second) -> {
                        stack[depth++] = index + second;
                        stack[depth++] = index + first;
                    }
                    case Check(Place place) -> {
                        if (holds(place, points, at, count)) {
                            stack[depth++] = index + 1;
                        }
                    }
                    case Accept _ -> {
                        nextCount = 0;
                        return true;
                    }
                }
            }
            return false;
        }

        private static boolean holds(Place place, int[] points, int at, int count) {
            return switch (place) {
                case TEXT_START -> at == 0;
                case TEXT_END -> at == count;
                case LINE_START -> at == 0 || points[at - 1] == '\n';
                case LINE_END -> at == count || points[at] == '\n';
                case WORD_EDGE -> isWordEdge(points, at, count);
                case NO_WORD_EDGE -> !isWordEdge(points, at, count);
            };
        }

        private static boolean isWordEdge(int[] points, int at, int count) {
            boolean isBefore = at > 0 && isWord(points[at - 1]);
            boolean isAfter = at < count && isWord(points[at]);
            return isBefore != isAfter;
        }
    }
}
