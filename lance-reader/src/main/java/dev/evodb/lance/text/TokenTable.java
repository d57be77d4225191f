package dev.evodb.lance.text;

import dev.evodb.column.Column.BytesColumn;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import java.util.Arrays;

/// Tokens as a column of texts with their ids beside them, in any order in the file.
final class TokenTable implements TokenSet {
    private final int[] offsets;
    private final byte[] data;
    private final int[] ids;
    /// Rows in the order of their tokens.
    private final int[] order;

    /// @throws CorruptFileException if a token is there twice
    TokenTable(BytesColumn tokens, int[] ids, Location at) {
        this.offsets = tokens.offsets();
        this.data = tokens.data();
        this.ids = ids;
        this.order = new int[ids.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        sort(new int[order.length], 0, order.length);
        for (int i = 1; i < order.length; i++) {
            if (compare(order[i - 1], order[i]) == 0) {
                throw new CorruptFileException(at, "token of id " + ids[order[i]] + " is there twice");
            }
        }
    }

    @Override
    public int size() {
        return ids.length;
    }

    @Override
    public int id(byte[] token) {
        int low = 0;
        int high = order.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int row = order[middle];
            int found = Arrays.compareUnsigned(data, offsets[row], offsets[row + 1], token, 0, token.length);
            if (found == 0) {
                return ids[row];
            }
            if (found < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return ABSENT;
    }

    @Override
    public void walk(Visitor visitor) {
        int entered = 0;
        int before = -1;
        for (int row : order) {
            int length = offsets[row + 1] - offsets[row];
            int shared = before < 0 ? 0 : shared(before, row);
            if (shared > entered) {
                // The way of this token was barred for one before it.
                continue;
            }
            int at = shared;
            while (at < length && visitor.enter(at, data[offsets[row] + at])) {
                at++;
            }
            entered = at;
            before = row;
            if (at == length) {
                visitor.token(length, ids[row]);
            }
        }
    }

    /// How many bytes two tokens have in common from their start.
    private int shared(int row, int other) {
        int mismatch = Arrays.mismatch(data, offsets[row], offsets[row + 1], data, offsets[other], offsets[other + 1]);
        return mismatch < 0 ? offsets[row + 1] - offsets[row] : mismatch;
    }

    private int compare(int row, int other) {
        return Arrays.compareUnsigned(data, offsets[row], offsets[row + 1], data, offsets[other], offsets[other + 1]);
    }

    /// Merge sort of `order[from .. to)`.
    private void sort(int[] scratch, int from, int to) {
        if (to - from < 2) {
            return;
        }
        int middle = (from + to) >>> 1;
        sort(scratch, from, middle);
        sort(scratch, middle, to);
        System.arraycopy(order, from, scratch, from, to - from);
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            boolean isLeft = right == to || (left < middle && compare(scratch[left], scratch[right]) <= 0);
            order[i] = isLeft ? scratch[left++] : scratch[right++];
        }
    }
}
