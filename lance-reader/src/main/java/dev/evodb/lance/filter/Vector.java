package dev.evodb.lance.filter;

/// The values of an expression for the rows of a batch. `nulls` are the rows without one, as [Bitmap] has
/// them; what the values are there does not matter.
sealed interface Vector {
    long[] nulls();

    /// Integers of every width and all that is counted in units: dates, times, timestamps, durations.
    /// Unsigned ones of 64 bits keep their bits.
    record Longs(long[] values, long[] nulls) implements Vector {}

    /// Floats of every width.
    record Doubles(double[] values, long[] nulls) implements Vector {}

    /// Two's complement, `words` words a row, the least significant first.
    record Decimals(long[] limbs, int words, long[] nulls) implements Vector {}

    /// Texts and binaries: row `i` is `data[offsets[i * stride] .. offsets[i * stride + 1])`. A stride of
    /// 0 is the same for all rows.
    record Bytes(int[] offsets, int stride, byte[] data, long[] nulls) implements Vector {
        int start(int row) {
            return offsets[row * stride];
        }

        int end(int row) {
            return offsets[row * stride + 1];
        }
    }

    /// Booleans: `yes` are the rows that are true, none of them null.
    record Truths(long[] yes, long[] nulls) implements Vector {}

    /// Row `i` is `items[offsets[i] .. offsets[i + 1])`.
    record Lists(int[] offsets, Vector items, long[] nulls) implements Vector {}

    /// Nothing but nulls, of no type.
    record Nothing(long[] nulls) implements Vector {}
}
