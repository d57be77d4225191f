package dev.evodb.lance.filter;

import dev.evodb.column.Column;
import dev.evodb.lance.RecordBatch;
import dev.evodb.type.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Works out conditions over one batch, a whole column at a time. For one batch and one thread.
///
/// `active` are the rows whose answer matters: AND looks at the rows that its parts so far have not made
/// false, OR at those that they have not made true. What is said of other rows is not specified, and they
/// cannot cause errors. So whether a row causes an error never depends on the rows beside it.
final class Evaluation {
    private static final int MAX_RANGES = 8;

    private final RecordBatch batch;
    private final int rows;
    private final ScalarEvaluation scalars;
    private final CodePoints scratch = new CodePoints();

    Evaluation(RecordBatch batch) {
        this.batch = batch;
        this.rows = batch.rows();
        this.scalars = new ScalarEvaluation(batch, this);
    }

    /// Rows that are true (`yes`) and those that nulls leave open: no row is both. `unknown` may be
    /// [Bitmap#NONE]. Both belong to the receiver.
    record Answer(long[] yes, long[] unknown) {
        static Answer of(long[] holds, long[] nulls) {
            return new Answer(nulls.length == 0 ? holds : Bitmap.without(holds, nulls), nulls.clone());
        }
    }

    Selection select(Predicate predicate) {
        Answer answer = of(predicate, Bitmap.all(rows));
        Bitmap.clearBeyond(answer.yes(), rows);
        return new Selection(rows, answer.yes(), answer.unknown());
    }

    Vector vector(Scalar scalar) {
        return scalars.of(scalar, Bitmap.all(rows));
    }

    Column column(Scalar scalar, DataType type) {
        return scalars.column(scalar, type);
    }

    Answer of(Predicate predicate, long[] active) {
        return switch (predicate) {
            case Predicate.And(List<Predicate> parts) -> all(parts, active);
            case Predicate.Or(List<Predicate> parts) -> any(parts, active);
            case Predicate.Not(Predicate part) -> opposite(of(part, active));
            case Predicate.Constant(Truth truth) -> constant(truth);
            case Predicate.Holds(Scalar operand) -> holds(scalars.of(operand, active));
            case Predicate.IsNull(Scalar operand) -> isNull(operand, active);
            case Predicate.Is(Predicate part, Truth truth) -> is(of(part, active), truth);
            case Predicate.Compare(Scalar left, Comparison comparison, Scalar right) ->
                compare(left, comparison, right, active);
            case Predicate.Between(Scalar operand, Scalar low, Scalar high) -> between(operand, low, high, active);
            case Predicate.In in -> in(in, active);
            case Predicate.Like(Scalar text, LikePattern pattern) -> like(text, pattern, active);
            case Predicate.HasText(Scalar text, Predicate.Place place, Scalar part) ->
                hasText(text, place, part, active);
            case Predicate.Matches(Scalar text, Regex regex, boolean isNullFalse) ->
                matches(text, regex, isNullFalse, active);
            case Predicate.ListHas(Scalar list, Predicate.Quantifier quantifier, List<Value> items) ->
                ListSearch.has(lists(list, active), scalars.itemType(list), quantifier, items, active, rows);
            case Predicate.ListHasItem(Scalar list, Scalar item) ->
                ListSearch.has(
                        lists(list, active),
                        scalars.itemType(list),
                        scalars.of(item, active),
                        item.type(),
                        active,
                        rows);
        };
    }

    private Vector.Lists lists(Scalar list, long[] active) {
        return (Vector.Lists) scalars.of(list, active);
    }

    private Answer all(List<Predicate> parts, long[] active) {
        long[] yes = Bitmap.all(rows);
        long[] unknown = new long[yes.length];
        long[] open = active.clone();
        for (Predicate part : parts) {
            Answer answer = of(part, open);
            for (int i = 0; i < yes.length; i++) {
                long notFalse = answer.yes()[i] | word(answer.unknown(), i);
                unknown[i] = (yes[i] | unknown[i]) & notFalse & ~(yes[i] & answer.yes()[i]);
                yes[i] &= answer.yes()[i];
                open[i] &= notFalse;
            }
            if (Bitmap.isEmpty(open)) {
                break;
            }
        }
        // What is not open any more was made false, whatever the parts that were left out would say.
        for (int i = 0; i < yes.length; i++) {
            yes[i] &= open[i];
            unknown[i] &= open[i];
        }
        return new Answer(yes, unknown);
    }

    private Answer any(List<Predicate> parts, long[] active) {
        long[] yes = new long[active.length];
        long[] unknown = new long[active.length];
        long[] open = active.clone();
        for (Predicate part : parts) {
            Answer answer = of(part, open);
            for (int i = 0; i < yes.length; i++) {
                yes[i] |= answer.yes()[i] & open[i];
                unknown[i] = (unknown[i] | word(answer.unknown(), i)) & ~yes[i];
                open[i] &= ~yes[i];
            }
            if (Bitmap.isEmpty(open)) {
                break;
            }
        }
        return new Answer(yes, unknown);
    }

    private Answer opposite(Answer answer) {
        long[] yes = answer.yes();
        for (int i = 0; i < yes.length; i++) {
            yes[i] = ~(yes[i] | word(answer.unknown(), i));
        }
        if (yes.length > 0) {
            Bitmap.clearBeyond(yes, rows);
        }
        return answer;
    }

    private Answer constant(Truth truth) {
        return switch (truth) {
            case TRUE -> new Answer(Bitmap.all(rows), Bitmap.NONE);
            case FALSE -> new Answer(new long[Bitmap.words(rows)], Bitmap.NONE);
            case UNKNOWN -> new Answer(new long[Bitmap.words(rows)], Bitmap.all(rows));
        };
    }

    private Answer holds(Vector vector) {
        return vector instanceof Vector.Truths(long[] yes, long[] nulls)
                ? Answer.of(yes.clone(), nulls)
                : constant(Truth.UNKNOWN);
    }

    private Answer isNull(Scalar operand, long[] active) {
        long[] nulls = operand instanceof Scalar.FieldPath field
                ? Bitmap.nulls(batch.column(field.path()).validity())
                : scalars.of(operand, active).nulls();
        return new Answer(nulls.length == 0 ? new long[Bitmap.words(rows)] : nulls.clone(), Bitmap.NONE);
    }

    private Answer is(Answer answer, Truth truth) {
        return switch (truth) {
            case TRUE -> new Answer(answer.yes(), Bitmap.NONE);
            case FALSE -> new Answer(opposite(answer).yes(), Bitmap.NONE);
            case UNKNOWN ->
                new Answer(answer.unknown().length == 0 ? new long[Bitmap.words(rows)] : answer.unknown(), Bitmap.NONE);
        };
    }

    private Answer compare(Scalar left, Comparison comparison, Scalar right, long[] active) {
        if (right instanceof Scalar.Literal(Value value, var _, var _)) {
            Optional<Answer> answer =
                    KeyRange.key(value, left.type()).flatMap(key -> inRange(left, KeyRange.of(comparison, key)));
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        Vector a = scalars.of(left, active);
        if (a instanceof Vector.Bytes texts
                && right instanceof Scalar.Literal(Value.Bytes(byte[] wanted), var _, var _)) {
            return comparison == Comparison.EQUAL || comparison == Comparison.NOT_EQUAL
                    ? equal(texts, wanted, comparison == Comparison.EQUAL, active)
                    : ordered(texts, comparison, wanted, active);
        }
        return compare(a, left, comparison, scalars.of(right, active), right, active);
    }

    /// Lengths tell most texts apart.
    private Answer equal(Vector.Bytes texts, byte[] wanted, boolean isEqual, long[] active) {
        long[] yes = new long[Bitmap.words(rows)];
        byte[] data = texts.data();
        long[] open = Bitmap.without(active, texts.nulls());
        for (int word = 0; word < yes.length; word++) {
            long bits = 0;
            for (long rest = open[word]; rest != 0; rest &= rest - 1) {
                int row = (word << 6) + Long.numberOfTrailingZeros(rest);
                int from = texts.start(row);
                int to = texts.end(row);
                boolean isSame = to - from == wanted.length && Arrays.equals(data, from, to, wanted, 0, wanted.length);
                bits |= isSame == isEqual ? rest & -rest : 0;
            }
            yes[word] = bits;
        }
        return Answer.of(yes, texts.nulls());
    }

    private Answer ordered(Vector.Bytes texts, Comparison comparison, byte[] wanted, long[] active) {
        long[] yes = new long[Bitmap.words(rows)];
        byte[] data = texts.data();
        long[] open = Bitmap.without(active, texts.nulls());
        for (int row = Bitmap.next(open, 0); row >= 0; row = Bitmap.next(open, row + 1)) {
            int order = Arrays.compareUnsigned(data, texts.start(row), texts.end(row), wanted, 0, wanted.length);
            if (comparison.holds(order)) {
                Bitmap.add(yes, row);
            }
        }
        return Answer.of(yes, texts.nulls());
    }

    private Answer compare(Vector a, Scalar left, Comparison comparison, Vector b, Scalar right, long[] active) {
        long[] nulls = Bitmap.union(a.nulls(), b.nulls());
        long[] open = nulls.length == 0 ? active : Bitmap.without(active, nulls);
        return Answer.of(Comparing.compare(a, left.type(), comparison, b, right.type(), open, rows), nulls);
    }

    /// For columns of numbers in the batch.
    private Optional<Answer> inRange(Scalar operand, KeyRange range) {
        if (!(operand instanceof Scalar.FieldPath field)) {
            return Optional.empty();
        }
        Column column = batch.column(field.path());
        return range.rows(column, field.type()).map(found -> Answer.of(found, Bitmap.nulls(column.validity())));
    }

    /// As so many comparisons: for a few numbers that is less work than to look each row up.
    private Optional<Answer> inOneOf(Scalar operand, List<Value> values) {
        long[] yes = new long[Bitmap.words(rows)];
        long[] nulls = Bitmap.NONE;
        for (Value value : values) {
            Optional<Answer> one = KeyRange.key(value, operand.type())
                    .flatMap(key -> inRange(operand, KeyRange.of(Comparison.EQUAL, key)));
            if (one.isEmpty()) {
                return one;
            }
            yes = Bitmap.union(yes, one.get().yes());
            nulls = one.get().unknown();
        }
        return Optional.of(new Answer(yes, nulls));
    }

    private Answer between(Scalar operand, Scalar low, Scalar high, long[] active) {
        if (low instanceof Scalar.Literal(Value from, var _, var _)
                && high instanceof Scalar.Literal(Value to, var _, var _)) {
            Optional<Answer> answer = KeyRange.key(from, operand.type())
                    .flatMap(fromKey -> KeyRange.key(to, operand.type())
                            .flatMap(toKey -> inRange(operand, new KeyRange(fromKey, toKey, false))));
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        Vector values = scalars.of(operand, active);
        Answer above = compare(values, operand, Comparison.GREATER_OR_EQUAL, scalars.of(low, active), low, active);
        Answer below = compare(values, operand, Comparison.LESS_OR_EQUAL, scalars.of(high, active), high, active);
        for (int i = 0; i < above.yes().length; i++) {
            above.yes()[i] &= below.yes()[i];
        }
        return above;
    }

    private Answer in(Predicate.In in, long[] active) {
        if (!in.values().isEmpty() && in.values().size() <= MAX_RANGES && !in.hasNull()) {
            Optional<Answer> answer = inOneOf(in.operand(), in.values());
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        Vector values = scalars.of(in.operand(), active);
        long[] nulls = values.nulls();
        long[] yes = new long[Bitmap.words(rows)];
        if (!(values instanceof Vector.Nothing)) {
            ConstantSet constants = ConstantSet.of(in.values(), in.operand().type());
            long[] open = nulls.length == 0 ? active : Bitmap.without(active, nulls);
            for (int row = Bitmap.next(open, 0); row >= 0; row = Bitmap.next(open, row + 1)) {
                if (constants.indexOf(values, row) != ConstantSet.ABSENT) {
                    Bitmap.add(yes, row);
                }
            }
        }
        return in.hasNull() ? new Answer(yes, Bitmap.without(Bitmap.all(rows), yes)) : Answer.of(yes, nulls);
    }

    private Answer like(Scalar text, LikePattern pattern, long[] active) {
        Vector values = scalars.of(text, active);
        long[] yes = new long[Bitmap.words(rows)];
        if (values instanceof Vector.Bytes texts) {
            long[] open = Bitmap.without(active, texts.nulls());
            for (int row = Bitmap.next(open, 0); row >= 0; row = Bitmap.next(open, row + 1)) {
                if (pattern.matches(texts.data(), texts.start(row), texts.end(row), scratch)) {
                    Bitmap.add(yes, row);
                }
            }
        }
        return Answer.of(yes, values.nulls());
    }

    private Answer matches(Scalar text, Regex regex, boolean isNullFalse, long[] active) {
        Vector values = scalars.of(text, active);
        long[] yes = new long[Bitmap.words(rows)];
        if (values instanceof Vector.Bytes texts) {
            Regex.Matcher matcher = regex.matcher();
            long[] open = Bitmap.without(active, texts.nulls());
            for (int row = Bitmap.next(open, 0); row >= 0; row = Bitmap.next(open, row + 1)) {
                scratch.decode(texts.data(), texts.start(row), texts.end(row), false);
                if (matcher.isIn(scratch.points(), scratch.count())) {
                    Bitmap.add(yes, row);
                }
            }
        }
        return isNullFalse ? new Answer(yes, Bitmap.NONE) : Answer.of(yes, values.nulls());
    }

    private Answer hasText(Scalar text, Predicate.Place place, Scalar part, long[] active) {
        Vector a = scalars.of(text, active);
        Vector b = scalars.of(part, active);
        long[] nulls = Bitmap.union(a.nulls(), b.nulls());
        long[] yes = new long[Bitmap.words(rows)];
        if (a instanceof Vector.Bytes texts && b instanceof Vector.Bytes parts) {
            long[] open = Bitmap.without(active, nulls);
            Optional<Needle> constant = parts.stride() == 0 ? Optional.of(needle(parts, 0)) : Optional.empty();
            for (int row = Bitmap.next(open, 0); row >= 0; row = Bitmap.next(open, row + 1)) {
                Needle needle = constant.isPresent() ? constant.get() : needle(parts, row);
                if (isAt(place, needle, texts.data(), texts.start(row), texts.end(row))) {
                    Bitmap.add(yes, row);
                }
            }
        }
        return Answer.of(yes, nulls);
    }

    private static Needle needle(Vector.Bytes parts, int row) {
        return new Needle(Arrays.copyOfRange(parts.data(), parts.start(row), parts.end(row)));
    }

    private static boolean isAt(Predicate.Place place, Needle needle, byte[] data, int from, int to) {
        return switch (place) {
            case START -> needle.startsAt(data, from, to);
            case ANYWHERE -> needle.isIn(data, from, to);
            case END -> needle.endsAt(data, from, to);
        };
    }

    private static long word(long[] bits, int index) {
        return bits.length == 0 ? 0 : bits[index];
    }
}
