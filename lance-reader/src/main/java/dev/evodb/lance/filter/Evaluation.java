package dev.evodb.lance.filter;

import static dev.evodb.lance.filter.Selection.FALSE;
import static dev.evodb.lance.filter.Selection.TRUE;
import static dev.evodb.lance.filter.Selection.UNKNOWN;

import dev.evodb.column.Column;
import dev.evodb.column.Column.BitColumn;
import dev.evodb.column.Column.ByteColumn;
import dev.evodb.column.Column.BytesColumn;
import dev.evodb.column.Column.DoubleColumn;
import dev.evodb.column.Column.FixedBytesColumn;
import dev.evodb.column.Column.FixedSizeListColumn;
import dev.evodb.column.Column.FloatColumn;
import dev.evodb.column.Column.IntColumn;
import dev.evodb.column.Column.ListColumn;
import dev.evodb.column.Column.LongColumn;
import dev.evodb.column.Column.NullColumn;
import dev.evodb.column.Column.ShortColumn;
import dev.evodb.column.Column.StructColumn;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.filter.Condition.And;
import dev.evodb.lance.filter.Condition.Constant;
import dev.evodb.lance.filter.Condition.FloatComparison;
import dev.evodb.lance.filter.Condition.FloatSet;
import dev.evodb.lance.filter.Condition.IntegerRange;
import dev.evodb.lance.filter.Condition.IntegerSet;
import dev.evodb.lance.filter.Condition.IsNull;
import dev.evodb.lance.filter.Condition.Not;
import dev.evodb.lance.filter.Condition.Or;
import dev.evodb.lance.filter.Condition.TextComparison;
import dev.evodb.lance.filter.Condition.TextSet;
import java.util.Arrays;
import java.util.List;

/// Works out conditions over one batch, a whole column at a time. Truth is in the bytes of [Selection], one a row.
final class Evaluation {
    private final RecordBatch batch;

    Evaluation(RecordBatch batch) {
        this.batch = batch;
    }

    /// A fresh array.
    byte[] of(Condition condition) {
        return switch (condition) {
            case And(var parts) -> all(parts);
            case Or(var parts) -> any(parts);
            case Not(Condition part) -> opposite(of(part));
            case Constant(byte truth) -> constant(truth);
            case IsNull(Operand column) -> isNull(batch.column(column.name()));
            case IntegerRange(Operand column, long from, long to) -> integerRange(column, from, to);
            case IntegerSet(Operand column, long[] values) -> integerSet(column, values);
            case FloatComparison(Operand column, Comparison comparison, double value) ->
                floatComparison(column, comparison, value);
            case FloatSet(Operand column, double[] values) -> floatSet(column, values);
            case TextComparison(Operand column, Comparison comparison, byte[] value) ->
                textComparison(column, comparison, value);
            case TextSet(Operand column, byte[][] values) -> textSet(column, values);
        };
    }

    private byte[] all(List<Condition> parts) {
        byte[] truth = of(parts.getFirst());
        for (Condition part : parts.subList(1, parts.size())) {
            byte[] other = of(part);
            for (int i = 0; i < truth.length; i++) {
                truth[i] = (byte) Math.min(truth[i], other[i]);
            }
        }
        return truth;
    }

    private byte[] any(List<Condition> parts) {
        byte[] truth = of(parts.getFirst());
        for (Condition part : parts.subList(1, parts.size())) {
            byte[] other = of(part);
            for (int i = 0; i < truth.length; i++) {
                truth[i] = (byte) Math.max(truth[i], other[i]);
            }
        }
        return truth;
    }

    private static byte[] opposite(byte[] truth) {
        for (int i = 0; i < truth.length; i++) {
            truth[i] = (byte) (TRUE - truth[i]);
        }
        return truth;
    }

    private byte[] constant(byte value) {
        byte[] truth = new byte[batch.rows()];
        Arrays.fill(truth, value);
        return truth;
    }

    private static byte[] isNull(Column column) {
        byte[] truth = new byte[column.rows()];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = column.isValid(i) ? FALSE : TRUE;
        }
        return truth;
    }

    private byte[] integerRange(Operand operand, long from, long to) {
        Column column = batch.column(operand.name());
        long[] values = integers(column, operand);
        byte[] truth = new byte[values.length];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = from <= values[i] && values[i] <= to ? TRUE : FALSE;
        }
        return unknownWhereNull(column, truth);
    }

    private byte[] integerSet(Operand operand, long[] wanted) {
        Column column = batch.column(operand.name());
        long[] values = integers(column, operand);
        byte[] truth = new byte[values.length];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = Arrays.binarySearch(wanted, values[i]) >= 0 ? TRUE : FALSE;
        }
        return unknownWhereNull(column, truth);
    }

    private byte[] floatComparison(Operand operand, Comparison comparison, double value) {
        Column column = batch.column(operand.name());
        double[] values = floats(column, operand);
        byte[] truth = new byte[values.length];
        for (int i = 0; i < truth.length; i++) {
            boolean holds = switch (comparison) {
                case EQUAL -> values[i] == value;
                case NOT_EQUAL -> values[i] != value;
                case LESS -> values[i] < value;
                case LESS_OR_EQUAL -> values[i] <= value;
                case GREATER -> values[i] > value;
                case GREATER_OR_EQUAL -> values[i] >= value;
            };
            truth[i] = holds ? TRUE : FALSE;
        }
        return unknownWhereNull(column, truth);
    }

    private byte[] floatSet(Operand operand, double[] wanted) {
        Column column = batch.column(operand.name());
        double[] values = floats(column, operand);
        byte[] truth = new byte[values.length];
        for (int i = 0; i < truth.length; i++) {
            for (double value : wanted) {
                if (values[i] == value) {
                    truth[i] = TRUE;
                }
            }
        }
        return unknownWhereNull(column, truth);
    }

    private byte[] textComparison(Operand operand, Comparison comparison, byte[] value) {
        BytesColumn column = texts(operand);
        int[] offsets = column.offsets();
        byte[] truth = new byte[column.rows()];
        for (int i = 0; i < truth.length; i++) {
            int order = Arrays.compareUnsigned(column.data(), offsets[i], offsets[i + 1], value, 0, value.length);
            truth[i] = comparison.holds(order) ? TRUE : FALSE;
        }
        return unknownWhereNull(column, truth);
    }

    private byte[] textSet(Operand operand, byte[][] wanted) {
        BytesColumn column = texts(operand);
        int[] offsets = column.offsets();
        byte[] truth = new byte[column.rows()];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = isAmong(wanted, column.data(), offsets[i], offsets[i + 1]) ? TRUE : FALSE;
        }
        return unknownWhereNull(column, truth);
    }

    private static boolean isAmong(byte[][] ascending, byte[] data, int from, int to) {
        int low = 0;
        int high = ascending.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            byte[] value = ascending[middle];
            int order = Arrays.compareUnsigned(value, 0, value.length, data, from, to);
            if (order == 0) {
                return true;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return false;
    }

    private static byte[] unknownWhereNull(Column column, byte[] truth) {
        if (column.validity().hasNulls()) {
            for (int i = 0; i < truth.length; i++) {
                if (!column.isValid(i)) {
                    truth[i] = UNKNOWN;
                }
            }
        }
        return truth;
    }

    private BytesColumn texts(Operand operand) {
        Column column = batch.column(operand.name());
        if (column instanceof BytesColumn texts) {
            return texts;
        }
        throw ofAnotherType(operand);
    }

    /// The values of an integer or boolean column in the order of `long`.
    private static long[] integers(Column column, Operand operand) {
        long[] values = new long[column.rows()];
        switch (column) {
            case BitColumn bits -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = bits.get(i) ? 1 : 0;
                }
            }
            case ByteColumn(var _, byte[] bytes) -> {
                long mask = operand.isUnsigned() ? 0xFFL : -1L;
                for (int i = 0; i < values.length; i++) {
                    values[i] = bytes[i] & mask;
                }
            }
            case ShortColumn(var _, short[] shorts) -> {
                long mask = operand.isUnsigned() ? 0xFFFFL : -1L;
                for (int i = 0; i < values.length; i++) {
                    values[i] = shorts[i] & mask;
                }
            }
            case IntColumn(var _, int[] ints) -> {
                long mask = operand.isUnsigned() ? 0xFFFFFFFFL : -1L;
                for (int i = 0; i < values.length; i++) {
                    values[i] = ints[i] & mask;
                }
            }
            case LongColumn(var _, long[] longs) -> {
                long flipped = operand.isUnsignedLong() ? Long.MIN_VALUE : 0;
                for (int i = 0; i < values.length; i++) {
                    values[i] = longs[i] ^ flipped;
                }
            }
            case NullColumn _,
                    FloatColumn _,
                    DoubleColumn _,
                    FixedBytesColumn _,
                    BytesColumn _,
                    FixedSizeListColumn _,
                    ListColumn _,
                    StructColumn _ -> throw ofAnotherType(operand);
        }
        return values;
    }

    /// The values of a float column, widened without loss.
    private static double[] floats(Column column, Operand operand) {
        double[] values = new double[column.rows()];
        switch (column) {
            case ShortColumn(var _, short[] halves) -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = Float.float16ToFloat(halves[i]);
                }
            }
            case FloatColumn(var _, float[] singles) -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = singles[i];
                }
            }
            case DoubleColumn(var _, double[] doubles) -> System.arraycopy(doubles, 0, values, 0, values.length);
            case NullColumn _,
                    BitColumn _,
                    ByteColumn _,
                    IntColumn _,
                    LongColumn _,
                    FixedBytesColumn _,
                    BytesColumn _,
                    FixedSizeListColumn _,
                    ListColumn _,
                    StructColumn _ -> throw ofAnotherType(operand);
        }
        return values;
    }

    private static IllegalArgumentException ofAnotherType(Operand operand) {
        return new IllegalArgumentException(
                "column " + operand.name() + " of the batch is not of type " + operand.typeName());
    }
}
