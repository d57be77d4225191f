package dev.evodb.lance.filter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The pattern of a LIKE: `%` stands for any text, `_` for any one character, and a character after the
/// escape character for itself; an escape character at the end stands for itself too. Immutable,
/// thread-safe.
///
/// The pattern is cut at `%`. Pieces are looked for from left to right, each where it comes first:
/// nothing is tried twice, so a match takes time linear in the text; `_` costs one more step per 64
/// characters of its piece.
public final class LikePattern {
    private static final int ANY = -1;

    private final String text;
    private final boolean ignoresCase;
    private final List<int[]> pieces;
    private final boolean isPlain;
    private final List<Needle> needles = new ArrayList<>();
    private final List<PieceFinder> finders = new ArrayList<>();

    LikePattern(String text, char escape, boolean ignoresCase) {
        this.text = text;
        this.ignoresCase = ignoresCase;
        this.pieces = cut(text, escape, ignoresCase);
        this.isPlain = !ignoresCase && pieces.stream().noneMatch(LikePattern::hasAny);
        for (int[] piece : pieces) {
            if (isPlain) {
                needles.add(new Needle(new String(piece, 0, piece.length).getBytes(StandardCharsets.UTF_8)));
            } else {
                finders.add(new PieceFinder(piece));
            }
        }
    }

    /// As it was written.
    public String text() {
        return text;
    }

    /// Whether this is an ILIKE: characters that differ in case only are the same.
    public boolean ignoresCase() {
        return ignoresCase;
    }

    /// Whether there is neither `%` nor `_` in it: a text matches if it equals [#prefix].
    public boolean isExact() {
        return pieces.size() == 1 && !hasAny(pieces.getFirst());
    }

    /// The characters with which every match starts: those before the first `%` or `_`. In lower case if
    /// case is ignored.
    public String prefix() {
        List<String> runs = new ArrayList<>();
        addRuns(pieces.getFirst(), runs);
        return runs.isEmpty() || pieces.getFirst()[0] == ANY ? "" : runs.getFirst();
    }

    /// Runs of characters that every match has in it, in this order. In lower case if case is ignored.
    public List<String> fragments() {
        List<String> runs = new ArrayList<>();
        pieces.forEach(piece -> addRuns(piece, runs));
        return runs;
    }

    /// Whether the UTF-8 text `data[from .. to)` matches. `scratch` is for this call.
    boolean matches(byte[] data, int from, int to, CodePoints scratch) {
        return isPlain ? matchesBytes(data, from, to) : matchesCodePoints(data, from, to, scratch);
    }

    private boolean matchesBytes(byte[] data, int from, int to) {
        Needle first = needles.getFirst();
        if (needles.size() == 1) {
            return to - from == first.length() && first.startsAt(data, from, to);
        }
        Needle last = needles.getLast();
        if (to - from < first.length() + last.length()
                || !first.startsAt(data, from, to)
                || !last.endsAt(data, from, to)) {
            return false;
        }
        int at = from + first.length();
        int end = to - last.length();
        for (int i = 1; i < needles.size() - 1; i++) {
            int found = needles.get(i).find(data, at, end);
            if (found == Needle.NOT_FOUND) {
                return false;
            }
            at = found + needles.get(i).length();
        }
        return true;
    }

    private boolean matchesCodePoints(byte[] data, int from, int to, CodePoints scratch) {
        scratch.decode(data, from, to, ignoresCase);
        int[] points = scratch.points();
        int count = scratch.count();
        PieceFinder first = finders.getFirst();
        if (finders.size() == 1) {
            return count == first.length() && first.isAt(points, 0);
        }
        PieceFinder last = finders.getLast();
        if (count < first.length() + last.length()
                || !first.isAt(points, 0)
                || !last.isAt(points, count - last.length())) {
            return false;
        }
        int at = first.length();
        int end = count - last.length();
        for (int i = 1; i < finders.size() - 1; i++) {
            at = finders.get(i).endOfFirst(points, at, end);
            if (at == Needle.NOT_FOUND) {
                return false;
            }
        }
        return true;
    }

    private static List<int[]> cut(String text, char escape, boolean ignoresCase) {
        List<int[]> pieces = new ArrayList<>();
        int[] piece = new int[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (point == '%' && escape != point) {
                pieces.add(Arrays.copyOf(piece, length));
                length = 0;
                continue;
            }
            // At the end there is nothing to escape: it stands for itself.
            if (point == escape && i < text.length()) {
                point = text.codePointAt(i);
                i += Character.charCount(point);
            } else if (point == '_' && escape != point) {
                point = ANY;
            }
            piece[length++] = point == ANY || !ignoresCase ? point : CodePoints.fold(point);
        }
        pieces.add(Arrays.copyOf(piece, length));
        return pieces;
    }

    private static boolean hasAny(int[] piece) {
        for (int point : piece) {
            if (point == ANY) {
                return true;
            }
        }
        return false;
    }

    private static void addRuns(int[] piece, List<String> runs) {
        int start = 0;
        for (int i = 0; i <= piece.length; i++) {
            if (i == piece.length || piece[i] == ANY) {
                if (i > start) {
                    runs.add(new String(piece, start, i - start));
                }
                start = i + 1;
            }
        }
    }

    /// Finds one piece among code points by going through them once with a bit per character of the piece
    /// (Baeza-Yates and Gonnet 1992, Shift-And).
    private static final class PieceFinder {
        private final int[] piece;
        private final int words;

        /// Distinct characters of the piece, ascending, and for each the positions where it fits; the
        /// last masks are those of all other characters.
        private final int[] alphabet;

        private final long[] masks;

        PieceFinder(int[] piece) {
            this.piece = piece;
            this.words = (piece.length + 63) >>> 6;
            this.alphabet = Arrays.stream(piece)
                    .filter(point -> point != ANY)
                    .distinct()
                    .sorted()
                    .toArray();
            this.masks = new long[(alphabet.length + 1) * words];
            for (int i = 0; i < piece.length; i++) {
                for (int letter = 0; letter <= alphabet.length; letter++) {
                    if (piece[i] == ANY || (letter < alphabet.length && alphabet[letter] == piece[i])) {
                        masks[letter * words + (i >>> 6)] |= 1L << i;
                    }
                }
            }
        }

        int length() {
            return piece.length;
        }

        boolean isAt(int[] points, int at) {
            for (int i = 0; i < piece.length; i++) {
                if (piece[i] != ANY && piece[i] != points[at + i]) {
                    return false;
                }
            }
            return true;
        }

        /// Where the first match within `[from, to)` ends, or [Needle#NOT_FOUND].
        int endOfFirst(int[] points, int from, int to) {
            if (piece.length == 0) {
                return from;
            }
            long[] state = new long[words];
            long accepted = 1L << (piece.length - 1);
            for (int at = from; at < to; at++) {
                int letter = Arrays.binarySearch(alphabet, points[at]);
                int mask = (letter < 0 ? alphabet.length : letter) * words;
                long carry = 1;
                for (int word = 0; word < words; word++) {
                    long shifted = state[word] << 1 | carry;
                    carry = state[word] >>> 63;
                    state[word] = shifted & masks[mask + word];
                }
                if ((state[words - 1] & accepted) != 0) {
                    return at + 1;
                }
            }
            return Needle.NOT_FOUND;
        }
    }
}
