package dev.evodb.oracle.random;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/// Predicates over the columns of a schema.
final class RandomFilter {
    private static final int DEEPEST = 2;

    private final SplittableRandom random;
    private final List<Operand> operands = new ArrayList<>();

    /// A path and the type of its values.
    private record Operand(String path, ArrowType type, boolean isDictionary) {}

    RandomFilter(Schema schema, SplittableRandom random) {
        this.random = random;
        for (Field field : schema.getFields()) {
            add(field.getName(), field);
        }
    }

    private void add(String path, Field field) {
        if (field.getType() instanceof ArrowType.Struct) {
            // Of a packed struct the library filters by the first child, whichever one the filter names.
            if (RandomField.isPacked(field)) {
                return;
            }
            for (Field child : field.getChildren()) {
                add(path + "." + child.getName(), child);
            }
        } else {
            operands.add(new Operand(path, field.getType(), path.startsWith("d")));
        }
    }

    String next() {
        return predicate(DEEPEST);
    }

    private String predicate(int depth) {
        return switch (depth == 0 ? 3 : random.nextInt(6)) {
            case 0 -> "(" + predicate(depth - 1) + " AND " + predicate(depth - 1) + ")";
            case 1 -> "(" + predicate(depth - 1) + " OR " + predicate(depth - 1) + ")";
            case 2 -> "NOT (" + predicate(depth - 1) + ")";
            default -> simple(operands.get(random.nextInt(operands.size())));
        };
    }

    private String simple(Operand operand) {
        String path = operand.path();
        if (random.nextInt(6) == 0) {
            return path + (random.nextBoolean() ? " IS NULL" : " IS NOT NULL");
        }
        if (operand.isDictionary()) {
            return path + " = '" + RandomValues.word(3) + "3'";
        }
        return switch (operand.type()) {
            case ArrowType.Bool _ -> random.nextBoolean() ? path : path + " = false";
            case ArrowType.Int integer -> compared(path, () -> String.valueOf(integerLiteral(integer)));
            case ArrowType.FloatingPoint _ -> compared(path, () -> String.valueOf(random.nextInt(-40, 40) * 0.25));
            case ArrowType.Decimal _ -> compared(path, () -> String.valueOf(random.nextInt(200)));
            case ArrowType.Utf8 _, ArrowType.LargeUtf8 _ -> text(path);
            case ArrowType.Date _ -> compared(path, () -> "date '20" + random.nextInt(10, 80) + "-03-01'");
            case ArrowType.Timestamp time ->
                time.getTimezone() == null
                        ? compared(path, () -> "timestamp '20" + random.nextInt(10, 60) + "-03-01 12:30:00'")
                        : path + " IS NOT NULL";
            case ArrowType.List _ ->
                random.nextBoolean() ? path + " IS NULL" : "array_length(" + path + ") > " + random.nextInt(4);
            default -> path + " IS NOT NULL";
        };
    }

    private long integerLiteral(ArrowType.Int type) {
        long most = type.getBitWidth() == 8 ? 100 : 30_000;
        return type.getIsSigned() ? random.nextLong(-most, most) : random.nextLong(most);
    }

    private String compared(String path, Supplier<String> literal) {
        return switch (random.nextInt(5)) {
            case 0 -> path + " BETWEEN " + literal.get() + " AND " + literal.get();
            case 1 -> path + " IN (" + literal.get() + ", " + literal.get() + ", " + literal.get() + ")";
            default -> path + " " + operator() + " " + literal.get();
        };
    }

    private String text(String path) {
        String word = RandomValues.word(random.nextInt(12));
        return switch (random.nextInt(6)) {
            case 0 -> path + " LIKE '%" + word + "%'";
            case 1 -> path + " LIKE '" + word.charAt(0) + "%'";
            case 2 -> "starts_with(" + path + ", '" + word + "')";
            case 3 -> "contains(" + path + ", '" + word + "')";
            case 4 -> path + " IN ('" + word + "', 'category number 7', '')";
            default -> path + " " + operator() + " '" + word + "'";
        };
    }

    private String operator() {
        String[] operators = {"=", "<>", "<", "<=", ">", ">="};
        return operators[random.nextInt(operators.length)];
    }
}
