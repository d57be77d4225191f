package dev.evodb.lance.decode;

import dev.evodb.column.Validity;
import dev.evodb.error.Location;
import dev.evodb.lance.encoding.Bits;
import dev.evodb.lance.encoding.DecodeBudget;
import java.util.Arrays;

/// Collects which rows hold a value. Takes memory only from the first null on.
public final class ValidityBuilder {
    private static final byte[] NONE = {};

    private final int expected;
    private final DecodeBudget budget;
    private final Location at;
    private byte[] bits = NONE;
    private int rows;

    /// Empty, for about `expected` rows.
    public ValidityBuilder(int expected, DecodeBudget budget, Location at) {
        this.expected = expected;
        this.budget = budget;
        this.at = at;
    }

    /// Appends `n` rows that hold a value.
    public void appendValid(int n) {
        if (bits.length > 0) {
            grow(n);
            Bits.fill(bits, rows, n);
        }
        rows += n;
    }

    /// Appends `n` rows that do not.
    public void appendNull(int n) {
        grow(n);
        rows += n;
    }

    /// Appends `n` bits from bit `from` of `source`, least significant first, 1 = valid.
    public void append(byte[] source, long from, int n) {
        grow(n);
        Bits.copy(source, from, bits, rows, n);
        rows += n;
    }

    /// Ends the use of this builder.
    public Validity build() {
        return bits.length == 0 ? Validity.allValid(rows) : Validity.ofBits(bits, rows);
    }

    private void grow(int more) {
        boolean isFirst = bits.length == 0;
        int needed = (int) (((long) rows + more + 7) >>> 3);
        if (isFirst || needed > bits.length) {
            int wanted =
                    Math.max(needed, isFirst ? (int) (((long) expected + 7) >>> 3) : bits.length + bits.length / 2);
            budget.charge(wanted - bits.length, at);
            bits = Arrays.copyOf(bits, wanted);
        }
        if (isFirst) {
            Bits.fill(bits, 0, rows);
        }
    }
}
