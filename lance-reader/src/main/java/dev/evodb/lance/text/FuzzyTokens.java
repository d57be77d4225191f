package dev.evodb.lance.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// Collects the tokens that are at most so many inserted, removed or replaced characters away from a
/// wanted one, and have the same first characters.
///
/// Follows the edit distance along the way through the token set: for each byte that completes a
/// character there is a row of distances to every start of the wanted token. A way is left when all of
/// its row is too far.
final class FuzzyTokens implements TokenSet.Visitor {
    private static final int MAX_TOKEN_BYTES = 1024;

    private final int[] wanted;
    private final int mostEdits;
    private final int prefixLength;
    private final int mostTokens;
    private final Set<String> found;
    private byte[] bytes = new byte[16];
    /// By bytes from the start: distances, characters so far, the bits of a character that is not
    /// complete and how many bytes it lacks.
    private int[][] rows = new int[16][];
    private int[] characters = new int[16];
    private int[] partial = new int[16];
    private int[] missing = new int[16];

    /// Adds tokens to `found`, until that has `mostTokens`.
    FuzzyTokens(String wanted, int mostEdits, int prefixLength, int mostTokens, Set<String> found) {
        this.wanted = wanted.codePoints().toArray();
        this.mostEdits = mostEdits;
        this.prefixLength = prefixLength;
        this.mostTokens = mostTokens;
        this.found = found;
        rows[0] = new int[this.wanted.length + 1];
        for (int i = 0; i < rows[0].length; i++) {
            rows[0][i] = i;
        }
    }

    /// Whether `token` is near enough to `wanted`.
    static boolean isNear(String token, String wanted, int mostEdits, int prefixLength) {
        Set<String> found = new HashSet<>();
        FuzzyTokens search = new FuzzyTokens(wanted, mostEdits, prefixLength, 1, found);
        byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (!search.enter(i, bytes[i])) {
                return false;
            }
        }
        search.token(bytes.length, 0);
        return !found.isEmpty();
    }

    @Override
    public boolean enter(int depth, byte value) {
        if (found.size() >= mostTokens || depth >= MAX_TOKEN_BYTES) {
            return false;
        }
        makeRoom(depth + 1);
        bytes[depth] = value;
        int bits = value & 0xFF;
        if (missing[depth] > 0) {
            partial[depth + 1] = (partial[depth] << 6) | (bits & 0x3F);
            missing[depth + 1] = missing[depth] - 1;
        } else {
            int more = bits < 0xC0 ? 0 : bits < 0xE0 ? 1 : bits < 0xF0 ? 2 : 3;
            partial[depth + 1] = more == 0 ? bits : bits & (0x3F >> more);
            missing[depth + 1] = more;
        }
        rows[depth + 1] = rows[depth];
        characters[depth + 1] = characters[depth];
        return missing[depth + 1] > 0 || add(depth + 1, partial[depth + 1]);
    }

    @Override
    public void token(int length, int id) {
        int[] row = rows[length];
        boolean hasPrefix = characters[length] >= Math.min(prefixLength, wanted.length);
        if (found.size() < mostTokens && hasPrefix && missing[length] == 0 && row[wanted.length] <= mostEdits) {
            found.add(new String(bytes, 0, length, StandardCharsets.UTF_8));
        }
    }

    /// Makes the row after the character `c`; whether a token may still be near enough.
    private boolean add(int depth, int c) {
        int position = characters[depth]++;
        if (position < prefixLength && (position >= wanted.length || wanted[position] != c)) {
            return false;
        }
        int[] before = rows[depth];
        int[] row = new int[before.length];
        row[0] = before[0] + 1;
        int least = row[0];
        for (int i = 1; i < row.length; i++) {
            int replaced = before[i - 1] + (wanted[i - 1] == c ? 0 : 1);
            row[i] = Math.min(replaced, 1 + Math.min(before[i], row[i - 1]));
            least = Math.min(least, row[i]);
        }
        rows[depth] = row;
        return least <= mostEdits;
    }

    private void makeRoom(int depth) {
        if (depth == rows.length) {
            rows = Arrays.copyOf(rows, 2 * depth);
            characters = Arrays.copyOf(characters, 2 * depth);
            partial = Arrays.copyOf(partial, 2 * depth);
            missing = Arrays.copyOf(missing, 2 * depth);
            bytes = Arrays.copyOf(bytes, 2 * depth);
        }
    }
}
