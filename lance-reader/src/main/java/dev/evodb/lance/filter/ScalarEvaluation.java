package dev.evodb.lance.filter;

import dev.evodb.column.Column;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.filter.Vector.Bytes;
import dev.evodb.lance.filter.Vector.Doubles;
import dev.evodb.lance.filter.Vector.Lists;
import dev.evodb.lance.filter.Vector.Longs;
import dev.evodb.type.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Works out values over one batch. Rows are active as in [Evaluation]. For one batch and one thread.
final class ScalarEvaluation {
    private final RecordBatch batch;
    private final int rows;
    private final Evaluation conditions;
    private final ByteBudget budget = new ByteBudget();
    private final Map<String, Vector> columns = new HashMap<>();

    ScalarEvaluation(RecordBatch batch, Evaluation conditions) {
        this.batch = batch;
        this.rows = batch.rows();
        this.conditions = conditions;
    }

    /// The values of all rows, brought to `type`: that of the expression, or one that it can be cast to.
    Column column(Scalar scalar, DataType type) {
        long[] active = Bitmap.all(rows);
        Vector vector = of(scalar, active);
        boolean areTexts = type instanceof DataType.Utf8 && scalar.type() instanceof DataType.Utf8;
        if (!areTexts && !type.equals(scalar.type())) {
            Scalar.Cast result = new Scalar.Cast(scalar, false, type, scalar.position());
            vector = new Casting(result, vector, active, rows, budget, true).cast();
        }
        return Columns.of(vector, type, rows, budget);
    }

    Vector of(Scalar scalar, long[] active) {
        return switch (scalar) {
            case Scalar.FieldPath field ->
                columns.computeIfAbsent(field.path(), path -> Vectors.of(batch.column(path), field.type(), path));
            case Scalar.Literal(Value value, DataType type, var _) -> Vectors.constant(value, type, rows);
            case Scalar.Arithmetic node ->
                Arithmetic.of(node, of(node.left(), active), of(node.right(), active), active, rows);
            case Scalar.Negated node -> Arithmetic.negated(node, of(node.operand(), active), active, rows);
            case Scalar.Cast node -> new Casting(node, of(node.operand(), active), active, rows, budget, false).cast();
            case Scalar.Call call -> call(call, active);
            case Scalar.Condition(Predicate predicate, var _, var _) -> {
                Evaluation.Answer answer = conditions.of(predicate, active);
                yield new Vector.Truths(answer.yes(), answer.unknown());
            }
        };
    }

    /// The type of the items of a list.
    DataType itemType(Scalar list) {
        return Types.item(list.type()).orElseThrow();
    }

    private Vector call(Scalar.Call call, long[] active) {
        if (call.function() == Function.COALESCE) {
            return coalesce(call.arguments(), active);
        }
        List<Vector> arguments = new ArrayList<>();
        for (Scalar argument : call.arguments()) {
            arguments.add(of(argument, active));
        }
        Vector first = arguments.getFirst();
        boolean isOfNothing = call.function() != Function.CONCAT_NULLS
                && call.function() != Function.NULL_IF
                && arguments.stream().anyMatch(argument -> argument instanceof Vector.Nothing);
        if (isOfNothing) {
            return Vectors.nothing(call.type(), rows);
        }
        return switch (call.function()) {
            case ABS, CEIL, FLOOR, ROUND, SIGN -> NumberFunctions.of(call, arguments, active, rows);
            case IS_NAN -> isNan((Doubles) first);
            case LOWER, UPPER, TRIM, TRIM_START, TRIM_END, CONCAT, CONCAT_NULLS, SUBSTRING, LEFT, RIGHT ->
                new TextFunctions(call, arguments, active, rows, budget).texts();
            case TEXT_LENGTH -> textLength((Bytes) first);
            case BYTE_LENGTH -> byteLength((Bytes) first);
            case COALESCE -> throw new IllegalArgumentException("worked out above");
            case NULL_IF -> nullIf(call, arguments, active);
            case LIST_LENGTH -> listLength((Lists) first);
            case LIST_ITEM -> listItem((Lists) first, (Longs) arguments.get(1), active);
        };
    }

    private static Vector isNan(Doubles numbers) {
        double[] values = numbers.values();
        long[] yes = new long[Bitmap.words(values.length)];
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                Bitmap.add(yes, i);
            }
        }
        return new Vector.Truths(Bitmap.without(yes, numbers.nulls()), numbers.nulls());
    }

    /// Later arguments are worked out only for rows that are still null.
    private Vector coalesce(List<Scalar> arguments, long[] active) {
        int[] from = new int[rows];
        int[] same = new int[rows];
        for (int row = 0; row < rows; row++) {
            same[row] = row;
            from[row] = Gather.NULL;
        }
        List<Vector> sources = new ArrayList<>();
        long[] open = active.clone();
        for (Scalar argument : arguments) {
            Vector source = of(argument, open);
            for (int row = Bitmap.next(open, 0); row >= 0; row = Bitmap.next(open, row + 1)) {
                if (!Bitmap.has(source.nulls(), row)) {
                    from[row] = sources.size();
                    open[row >>> 6] &= ~(1L << row);
                }
            }
            sources.add(source);
        }
        return Gather.rows(sources, from, same, budget);
    }

    private Vector nullIf(Scalar.Call call, List<Vector> arguments, long[] active) {
        Vector first = arguments.get(0);
        Vector second = arguments.get(1);
        int[] from = new int[rows];
        int[] same = new int[rows];
        boolean isComparable = !(first instanceof Vector.Nothing) && !(second instanceof Vector.Nothing);
        long[] nulls = Bitmap.union(first.nulls(), second.nulls());
        long[] equal = isComparable
                ? Comparing.compare(
                        first,
                        call.arguments().get(0).type(),
                        Comparison.EQUAL,
                        second,
                        call.arguments().get(1).type(),
                        Bitmap.without(active, nulls),
                        rows)
                : new long[Bitmap.words(rows)];
        for (int row = 0; row < rows; row++) {
            same[row] = row;
            boolean isEqual = Bitmap.has(equal, row) && !Bitmap.has(nulls, row);
            from[row] = isEqual || !Bitmap.has(active, row) ? Gather.NULL : 0;
        }
        return Gather.rows(List.of(first), from, same, budget);
    }

    private Vector textLength(Bytes texts) {
        long[] lengths = new long[rows];
        byte[] data = texts.data();
        for (int row = 0; row < rows; row++) {
            int count = 0;
            for (int i = texts.start(row); i < texts.end(row); i++) {
                // Every character has one byte that does not continue another.
                count += (data[i] & 0xC0) == 0x80 ? 0 : 1;
            }
            lengths[row] = count;
        }
        return new Longs(lengths, texts.nulls());
    }

    private Vector byteLength(Bytes texts) {
        long[] lengths = new long[rows];
        for (int row = 0; row < rows; row++) {
            lengths[row] = (long) texts.end(row) - texts.start(row);
        }
        return new Longs(lengths, texts.nulls());
    }

    private Vector listLength(Lists lists) {
        long[] lengths = new long[rows];
        for (int row = 0; row < rows; row++) {
            lengths[row] = (long) lists.offsets()[row + 1] - lists.offsets()[row];
        }
        return new Longs(lengths, lists.nulls());
    }

    private Vector listItem(Lists lists, Longs indices, long[] active) {
        int[] from = new int[rows];
        int[] at = new int[rows];
        long[] nulls = Bitmap.union(lists.nulls(), indices.nulls());
        for (int row = 0; row < rows; row++) {
            long index = indices.values()[row];
            int start = lists.offsets()[row];
            int length = lists.offsets()[row + 1] - start;
            boolean isThere = index > 0 ? index <= length : index < 0 && index >= -length;
            if (isThere && !Bitmap.has(nulls, row) && Bitmap.has(active, row)) {
                at[row] = (int) (index > 0 ? start + index - 1 : start + length + index);
            } else {
                from[row] = Gather.NULL;
            }
        }
        return Gather.rows(List.of(lists.items()), from, at, budget);
    }
}
