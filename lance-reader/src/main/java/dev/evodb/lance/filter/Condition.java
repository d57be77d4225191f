package dev.evodb.lance.filter;

import java.util.List;

/// A parsed filter: columns are found, types agree and literals are in the form that rows are compared with.
///
/// All but [IsNull] are unknown for a row whose column is null.
sealed interface Condition {
    record And(List<Condition> parts) implements Condition {
        public And {
            parts = List.copyOf(parts);
        }
    }

    record Or(List<Condition> parts) implements Condition {
        public Or {
            parts = List.copyOf(parts);
        }
    }

    record Not(Condition part) implements Condition {}

    /// The same for every row: one of the constants of [Selection].
    record Constant(byte truth) implements Condition {}

    record IsNull(Operand column) implements Condition {}

    /// The value of an integer or boolean column, as [Operand#isUnsignedLong] orders it, is in `[from, to]`.
    record IntegerRange(Operand column, long from, long to) implements Condition {}

    /// The value of an integer or boolean column is among `values`, which ascend as in [IntegerRange].
    record IntegerSet(Operand column, long[] values) implements Condition {}

    record FloatComparison(Operand column, Comparison comparison, double value) implements Condition {}

    /// The value of a float column is among `values`.
    record FloatSet(Operand column, double[] values) implements Condition {}

    /// By the UTF-8 bytes, unsigned.
    record TextComparison(Operand column, Comparison comparison, byte[] value) implements Condition {}

    /// The value of a text column is among `values`, which ascend as unsigned bytes.
    record TextSet(Operand column, byte[][] values) implements Condition {}
}
