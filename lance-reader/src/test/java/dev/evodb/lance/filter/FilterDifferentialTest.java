package dev.evodb.lance.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.lance.filter.RandomTable.Kind;
import dev.evodb.lance.filter.RandomTable.Sample;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random filters over random columns of every type, against an evaluator that goes row by row over
/// objects: exact numbers are `BigDecimal`, floats `Double`, counts of days and seconds `BigDecimal`
/// days, and unknown is null.
class FilterDifferentialTest {
    private static final int ROWS = 97;
    private static final int ROUNDS = 500;
    private static final List<String> OPERATORS = List.of("=", "!=", "<>", "<", "<=", ">", ">=");
    private static final BigDecimal LONG_LIMIT = BigDecimal.valueOf(2).pow(63);

    /// A row that has no answer.
    private static final class NoAnswer extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// A condition twice: as text, and as what it means for a row; null is unknown.
    private record Wanted(String text, IntFunction<@Nullable Boolean> meaning) {}

    /// A value twice. `scale` is that of exact numbers.
    private record Operand(String text, Kind kind, int scale, IntFunction<@Nullable Object> meaning) {
        boolean isNull() {
            return text.equals("NULL");
        }
    }

    private final List<Sample> table = new ArrayList<>();
    private Random random = new Random();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithANaiveEvaluator(long seed) {
        random = new Random(seed);
        RandomTable samples = new RandomTable(random, ROWS);
        table.addAll(samples.columns());
        int open = 0;
        int passed = 0;
        int errors = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Wanted wanted = condition(4);
            String message = wanted.text() + ", seed " + seed;
            Filter filter = Filter.parse(wanted.text(), samples.schema());
            Boolean[] truths;
            try {
                truths = IntStream.range(0, ROWS)
                        .mapToObj(row -> wanted.meaning().apply(row))
                        .toArray(Boolean[]::new);
            } catch (NoAnswer e) {
                assertThrows(FilterException.class, () -> filter.evaluate(samples.batch(filter.columns())), message);
                errors++;
                continue;
            }
            Selection selection = filter.evaluate(samples.batch(filter.columns()));
            List<Integer> rows = new ArrayList<>();
            for (int row = 0; row < ROWS; row++) {
                String where = message + ", row " + row;
                assertEquals(truths[row] == null, selection.isUnknown(row), where);
                assertEquals(Boolean.TRUE.equals(truths[row]), selection.isTrue(row), where);
                if (Boolean.TRUE.equals(truths[row])) {
                    rows.add(row);
                }
                open += truths[row] == null ? 1 : 0;
            }
            passed += rows.size();
            assertEquals(rows, Arrays.stream(selection.rowsWhereTrue()).boxed().toList(), message);
            assertEquals(rows.size(), selection.count(), message);
        }
        assertTrue(
                open > 2000 && passed > 8000 && errors > 0 && errors < ROUNDS / 4,
                open + " unknown, " + passed + " true, " + errors + " without answer");
    }

    private Wanted condition(int depth) {
        int kind = random.nextInt(depth == 0 ? 10 : 15);
        return switch (kind) {
            case 0 -> isNull();
            case 1 -> between();
            case 2 -> in();
            case 3 -> like();
            case 4 -> hasText();
            case 5 -> hasItems();
            case 6 -> truth();
            case 7, 8, 9 -> comparison();
            case 10 -> {
                Wanted inner = condition(depth - 1);
                yield new Wanted(
                        "NOT (" + inner.text() + ")", row -> not(inner.meaning().apply(row)));
            }
            case 11 -> is(condition(depth - 1));
            default -> joined(condition(depth - 1), random.nextBoolean(), condition(depth - 1));
        };
    }

    private static Wanted joined(Wanted left, boolean isAnd, Wanted right) {
        return new Wanted("(" + left.text() + (isAnd ? ") and (" : ") Or (") + right.text() + ")", row -> {
            Boolean first = left.meaning().apply(row);
            if (first != null && first != isAnd) {
                return first;
            }
            Boolean second = right.meaning().apply(row);
            boolean isDecided = first != null || (second != null && second != isAnd);
            return isDecided ? second : null;
        });
    }

    private Wanted is(Wanted inner) {
        boolean isNegated = random.nextBoolean();
        String word = List.of("TRUE", "FALSE", "UNKNOWN").get(random.nextInt(3));
        return new Wanted("(" + inner.text() + ") IS " + (isNegated ? "NOT " : "") + word, row -> {
            Boolean truth = inner.meaning().apply(row);
            boolean holds = word.equals("UNKNOWN") ? truth == null : truth != null && truth == word.equals("TRUE");
            return holds != isNegated;
        });
    }

    private Wanted isNull() {
        boolean isNegated = random.nextBoolean();
        Operand operand = value(random.nextInt(2));
        return new Wanted(
                operand.text() + (isNegated ? " IS NOT NULL" : " IS NULL"),
                row -> (operand.meaning().apply(row) == null) != isNegated);
    }

    private Wanted truth() {
        Sample flag = column(Kind.BOOL);
        return new Wanted(flag.name(), row -> (Boolean) flag.values().get(row));
    }

    private Wanted comparison() {
        Operand left = value(2);
        Operand right = comparable(left);
        String operator = OPERATORS.get(random.nextInt(OPERATORS.size()));
        boolean isTurned = random.nextBoolean();
        return isTurned
                ? new Wanted(
                        right.text() + " " + operator + " " + left.text(), row -> holds(operator, right, left, row))
                : new Wanted(
                        left.text() + " " + operator + " " + right.text(), row -> holds(operator, left, right, row));
    }

    /// Beside a NULL that is written there, the other side is not looked at.
    private static @Nullable Boolean holds(String operator, Operand left, Operand right, int row) {
        return (left.isNull() || right.isNull())
                ? null
                : holds(operator, left.meaning().apply(row), right.meaning().apply(row));
    }

    private Wanted between() {
        boolean isNegated = random.nextBoolean();
        Operand operand = value(1);
        Operand low = comparable(operand);
        Operand high = comparable(operand);
        return new Wanted(
                operand.text() + (isNegated ? " NOT" : "") + " BETWEEN " + low.text() + " AND " + high.text(), row -> {
                    Boolean above = holds(">=", operand, low, row);
                    if (Boolean.FALSE.equals(above)) {
                        return isNegated;
                    }
                    Boolean below = holds("<=", operand, high, row);
                    Boolean both = Boolean.FALSE.equals(below) ? below : above == null ? null : below;
                    return isNegated ? not(both) : both;
                });
    }

    private Wanted in() {
        boolean isNegated = random.nextBoolean();
        Operand operand = value(1);
        List<Operand> items = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            items.add(random.nextInt(8) == 0 ? nothing(operand) : simple(operand));
        }
        String texts = String.join(", ", items.stream().map(Operand::text).toList());
        return new Wanted(operand.text() + (isNegated ? " NOT IN (" : " IN (") + texts + ")", row -> {
            Boolean found = false;
            if (items.stream().allMatch(Operand::isNull)) {
                return null;
            }
            Object value = operand.meaning().apply(row);
            for (Operand item : items) {
                Boolean same = holds("=", value, item.meaning().apply(row));
                if (Boolean.TRUE.equals(same)) {
                    return !isNegated;
                }
                found = same == null ? null : found;
            }
            return isNegated ? not(found) : found;
        });
    }

    private Wanted like() {
        boolean isNegated = random.nextBoolean();
        boolean ignoresCase = random.nextBoolean();
        Operand text = texts(1);
        StringBuilder pattern = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            pattern.append(List.of("%", "_", "a", "b", "A", "\u00e9", "\\%", "%a", "b%")
                    .get(random.nextInt(9)));
        }
        String like = pattern.toString();
        return new Wanted(
                text.text() + (isNegated ? " NOT" : "") + (ignoresCase ? " ILIKE '" : " LIKE '") + like + "'", row -> {
                    String value = (String) text.meaning().apply(row);
                    if (value == null) {
                        return null;
                    }
                    boolean matches = ignoresCase
                            ? isLike(value.toLowerCase(Locale.ROOT), like.toLowerCase(Locale.ROOT))
                            : isLike(value, like);
                    return matches != isNegated;
                });
    }

    /// By trying everything.
    private static boolean isLike(String text, String pattern) {
        if (pattern.isEmpty()) {
            return text.isEmpty();
        }
        if (pattern.startsWith("%")) {
            return isLike(text, pattern.substring(1)) || (!text.isEmpty() && isLike(text.substring(1), pattern));
        }
        if (text.isEmpty()) {
            return false;
        }
        if (pattern.startsWith("_")) {
            return isLike(text.substring(Character.charCount(text.codePointAt(0))), pattern.substring(1));
        }
        int start = pattern.startsWith("\\") ? 1 : 0;
        return text.charAt(0) == pattern.charAt(start) && isLike(text.substring(1), pattern.substring(start + 1));
    }

    private Wanted hasText() {
        Operand text = texts(1);
        Operand part = texts(0);
        int place = random.nextInt(3);
        String function = List.of("contains", "starts_with", "ends_with").get(place);
        return new Wanted(function + "(" + text.text() + ", " + part.text() + ")", row -> {
            String value = (String) text.meaning().apply(row);
            String wanted = (String) part.meaning().apply(row);
            if (value == null || wanted == null) {
                return null;
            }
            return switch (place) {
                case 0 -> value.contains(wanted);
                case 1 -> value.startsWith(wanted);
                default -> value.endsWith(wanted);
            };
        });
    }

    private Wanted hasItems() {
        Sample list = column(random.nextBoolean() ? Kind.INTEGERS : Kind.TEXTS);
        List<@Nullable Object> wanted = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            Object item = random.nextInt(6) == 0
                    ? null
                    : list.kind() == Kind.TEXTS ? RandomTable.text(random) : BigDecimal.valueOf(random.nextInt(5));
            wanted.add(item);
            texts.add(sql(item));
        }
        boolean isAll = random.nextBoolean();
        return new Wanted(
                (isAll ? "array_has_all(" : "array_has_any(") + list.name() + ", [" + String.join(", ", texts) + "])",
                row -> {
                    Object value = list.values().get(row);
                    if (value == null) {
                        return null;
                    }
                    List<?> items = (List<?>) value;
                    return isAll ? items.containsAll(wanted) : wanted.stream().anyMatch(items::contains);
                });
    }

    private Operand value(int depth) {
        Kind kind = RandomTable.ORDERED.get(random.nextInt(RandomTable.ORDERED.size()));
        return kind == Kind.TEXT ? texts(depth) : kind.isNumber() && depth > 0 ? number(depth) : operand(column(kind));
    }

    private Operand operand(Sample sample) {
        return new Operand(
                sample.name(),
                sample.kind(),
                sample.scale(),
                row -> sample.values().get(row));
    }

    private Operand texts(int depth) {
        Sample sample = column(Kind.TEXT);
        Operand plain = operand(sample);
        return switch (depth == 0 ? 0 : random.nextInt(6)) {
            case 1 -> changed("lower(" + plain.text() + ")", plain, text -> text.toLowerCase(Locale.ROOT));
            case 2 -> changed("upper(" + plain.text() + ")", plain, text -> text.toUpperCase(Locale.ROOT));
            case 3 -> changed("left(" + plain.text() + ", 1)", plain, text -> cut(text, 0, 1));
            case 4 -> changed("substr(" + plain.text() + ", 2)", plain, text -> cut(text, 1, Integer.MAX_VALUE));
            case 5 -> {
                Operand other = operand(column(Kind.TEXT));
                yield new Operand("(" + plain.text() + " || " + other.text() + ")", Kind.TEXT, 0, row -> {
                    Object first = plain.meaning().apply(row);
                    Object second = other.meaning().apply(row);
                    return first == null || second == null ? null : (String) first + second;
                });
            }
            default -> plain;
        };
    }

    private static Operand changed(String text, Operand operand, java.util.function.UnaryOperator<String> change) {
        return new Operand(text, Kind.TEXT, 0, row -> {
            Object value = operand.meaning().apply(row);
            return value == null ? null : change.apply((String) value);
        });
    }

    private static String cut(String text, int from, int to) {
        int[] points = text.codePoints().skip(from).limit(to - from).toArray();
        return new String(points, 0, points.length);
    }

    private Operand number(int depth) {
        if (depth == 0) {
            return operand(column(RandomTable.NUMBERS.get(random.nextInt(RandomTable.NUMBERS.size()))));
        }
        return switch (random.nextInt(4)) {
            case 0 -> {
                Operand inner = number(depth - 1);
                yield inner.kind() == Kind.UNSIGNED_LONG ? inner : negated(inner);
            }
            case 1 -> arithmetic(number(depth - 1), random.nextBoolean() ? number(0) : literalOperand());
            case 2 -> {
                Sample sample = column(random.nextBoolean() ? Kind.TEXT : Kind.TEXTS);
                boolean isText = sample.kind() == Kind.TEXT;
                yield new Operand(
                        (isText ? "length(" : "array_length(") + sample.name() + ")", Kind.INTEGER, 0, row -> {
                            Object value = sample.values().get(row);
                            return value == null
                                    ? null
                                    : BigDecimal.valueOf(
                                            isText
                                                    ? ((String) value)
                                                            .codePoints()
                                                            .count()
                                                    : ((List<?>) value).size());
                        });
            }
            default -> number(0);
        };
    }

    private Operand literalOperand() {
        if (random.nextBoolean()) {
            int value = random.nextInt(9) - 4;
            return new Operand(String.valueOf(value), Kind.INTEGER, 0, row -> BigDecimal.valueOf(value));
        }
        double value = (random.nextInt(9) - 4) * 0.75;
        return new Operand(String.valueOf(value), Kind.DOUBLE, 0, row -> value);
    }

    private static Operand negated(Operand inner) {
        return new Operand("(-" + inner.text() + ")", inner.kind(), inner.scale(), row -> {
            Object value = inner.meaning().apply(row);
            if (value == null) {
                return null;
            }
            return value instanceof Double number
                    ? (Object) (-number)
                    : checked(inner.kind(), ((BigDecimal) value).negate());
        });
    }

    private Operand arithmetic(Operand left, Operand right) {
        String operator = List.of("+", "-", "*", "/", "%").get(random.nextInt(5));
        Kind kind = left.kind().isFloat() || right.kind().isFloat()
                ? left.kind() == Kind.DECIMAL || right.kind() == Kind.DECIMAL
                        ? Kind.DOUBLE
                        : Kind.widerFloat(left.kind(), right.kind())
                : left.kind() == Kind.INTEGER && right.kind() == Kind.INTEGER ? Kind.INTEGER : Kind.DECIMAL;
        boolean isWhole = left.kind() != Kind.DECIMAL && right.kind() != Kind.DECIMAL;
        int scale = switch (operator) {
            case "*" -> left.scale() + right.scale();
            case "/" -> isWhole ? 0 : left.scale() + 4;
            default -> Math.max(left.scale(), right.scale());
        };
        return new Operand("(" + left.text() + " " + operator + " " + right.text() + ")", kind, scale, row -> {
            Object a = left.meaning().apply(row);
            Object b = right.meaning().apply(row);
            if (a == null || b == null) {
                return null;
            }
            return kind.isFloat()
                    ? (Object) floating(kind, kind.nearest(a), operator, kind.nearest(b))
                    : checked(kind, exact((BigDecimal) a, operator, (BigDecimal) b, scale));
        });
    }

    private static BigDecimal exact(BigDecimal a, String operator, BigDecimal b, int scale) {
        if ("/%".contains(operator) && b.signum() == 0) {
            throw new NoAnswer();
        }
        return switch (operator) {
            case "+" -> a.add(b);
            case "-" -> a.subtract(b);
            case "*" -> a.multiply(b);
            case "/" -> a.divide(b, scale, RoundingMode.DOWN);
            default -> a.remainder(b);
        };
    }

    private static BigDecimal checked(Kind kind, BigDecimal value) {
        boolean isBeyond = kind == Kind.INTEGER
                ? value.compareTo(LONG_LIMIT) >= 0 || value.compareTo(LONG_LIMIT.negate()) < 0
                : value.unscaledValue().abs().compareTo(BigInteger.TEN.pow(76)) >= 0;
        if (isBeyond) {
            throw new NoAnswer();
        }
        return value;
    }

    private static double floating(Kind kind, double a, String operator, double b) {
        double result = switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            default -> a % b;
        };
        if (Double.isNaN(result)) {
            return Double.isNaN(a) ? a : Double.isNaN(b) ? b : Double.longBitsToDouble(0xFFF8_0000_0000_0000L);
        }
        return kind.nearest(result);
    }

    /// Something to compare with: a literal, or another column or value.
    private Operand comparable(Operand operand) {
        return random.nextInt(10) == 0 ? nothing(operand) : simple(operand);
    }

    private static Operand nothing(Operand like) {
        return new Operand("NULL", like.kind(), 0, row -> null);
    }

    private Operand simple(Operand operand) {
        if (random.nextInt(3) == 0) {
            List<Kind> kinds = operand.kind().comparable();
            return operand(column(kinds.get(random.nextInt(kinds.size()))));
        }
        Object value = operand.kind().isNumber() || table.isEmpty()
                ? column(RandomTable.NUMBERS.get(random.nextInt(RandomTable.NUMBERS.size())))
                        .values()
                        .get(random.nextInt(ROWS))
                : column(operand.kind()).values().get(random.nextInt(ROWS));
        if (value instanceof Double number) {
            value = Double.isFinite(number) && Math.abs(number) < 1000
                    ? new BigDecimal(number).round(new java.math.MathContext(6))
                    : BigDecimal.TWO;
        }
        if (value instanceof BigDecimal number && operand.kind().isNumber()) {
            value = switch (random.nextInt(6)) {
                case 0 -> number.add(new BigDecimal("0.25"));
                case 1 -> number.multiply(new BigDecimal("-3"));
                case 2 -> BigDecimal.valueOf(random.nextInt(5) - 2);
                default -> number;
            };
            if (operand.kind().isFloat() && number.abs().compareTo(BigDecimal.valueOf(10_000)) > 0) {
                value = BigDecimal.ONE;
            }
        }
        if (value == null) {
            return nothing(operand);
        }
        Object literal = operand.kind().isFloat() ? (Object) operand.kind().nearest(value) : value;
        return new Operand(operand.kind().literal(value), operand.kind(), 0, row -> literal);
    }

    private Sample column(Kind kind) {
        List<Sample> fitting =
                table.stream().filter(sample -> sample.kind() == kind).toList();
        return fitting.get(random.nextInt(fitting.size()));
    }

    private static @Nullable Boolean not(@Nullable Boolean value) {
        return value == null ? null : !value;
    }

    private static @Nullable Boolean holds(String operator, @Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return null;
        }
        int order = order(left, right);
        return switch (operator) {
            case "=" -> order == 0;
            case "!=", "<>" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            default -> throw new AssertionError(operator);
        };
    }

    private static int order(Object left, Object right) {
        if (left instanceof Double a) {
            return right instanceof Double b ? RandomTable.totalOrder(a, b) : -order(right, left);
        }
        if (left instanceof BigDecimal a && right instanceof Double b) {
            if (!Double.isFinite(b)) {
                return Double.doubleToRawLongBits(b) < 0 ? 1 : -1;
            }
            int order = a.compareTo(new BigDecimal(b));
            return order == 0 && b == 0 ? RandomTable.totalOrder(0.0, b) : order;
        }
        if (left instanceof String text) {
            return Arrays.compareUnsigned(
                    text.getBytes(StandardCharsets.UTF_8), ((String) right).getBytes(StandardCharsets.UTF_8));
        }
        if (left instanceof byte[] bytes) {
            return Arrays.compareUnsigned(bytes, (byte[]) right);
        }
        return left instanceof Boolean truth
                ? truth.compareTo((Boolean) right)
                : ((BigDecimal) left).compareTo((BigDecimal) right);
    }

    private static String sql(@Nullable Object value) {
        return value == null
                ? "NULL"
                : value instanceof String text ? Kind.TEXT.literal(text) : ((BigDecimal) value).toPlainString();
    }
}
