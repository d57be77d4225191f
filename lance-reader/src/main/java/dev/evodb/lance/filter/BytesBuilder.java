package dev.evodb.lance.filter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Texts of rows, one after the other. For one thread.
final class BytesBuilder {
    private final int[] offsets;
    private final ByteBudget budget;
    private byte[] data = new byte[64];
    private int rows;
    private int length;

    BytesBuilder(int rows, ByteBudget budget) {
        this.offsets = new int[rows + 1];
        this.budget = budget;
    }

    BytesBuilder append(byte[] from, int start, int end) {
        int count = end - start;
        // The budget is far below what an int counts.
        budget.take(count);
        if (data.length - length < count) {
            data = Arrays.copyOf(data, Math.max(length + count, 2 * data.length));
        }
        System.arraycopy(from, start, data, length, count);
        length += count;
        return this;
    }

    BytesBuilder append(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return append(bytes, 0, bytes.length);
    }

    /// Ends the text of the next row.
    void endRow() {
        offsets[++rows] = length;
    }

    /// All rows have been ended.
    Vector.Bytes build(long[] nulls) {
        return new Vector.Bytes(offsets, 1, data, nulls);
    }
}
