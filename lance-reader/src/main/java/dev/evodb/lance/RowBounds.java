package dev.evodb.lance;

import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.deletion.DeletionVector;
import dev.evodb.lance.filter.Comparison;
import dev.evodb.lance.filter.Predicate;
import dev.evodb.lance.filter.Scalar;
import dev.evodb.lance.filter.Truth;
import dev.evodb.lance.filter.Value;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.lance.rowid.RowIdIndex;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.roaringbitmap.RoaringBitmap;

/// What a filter says of where its rows are: of `_rowid IN (7, 9) AND price > 5` no other rows need to be
/// looked at. Thread-safe.
final class RowBounds {
    private final Fragments fragments;
    private volatile boolean areIdsTooMany;

    RowBounds(Fragments fragments) {
        this.fragments = fragments;
    }

    /// Unsigned numbers, both ends included.
    private record Interval(long least, long most) {
        static final Interval NONE = new Interval(1, 0);

        boolean isEmpty() {
            return Long.compareUnsigned(least, most) > 0;
        }

        Interval and(long otherLeast, long otherMost) {
            return new Interval(
                    Long.compareUnsigned(least, otherLeast) > 0 ? least : otherLeast,
                    Long.compareUnsigned(most, otherMost) < 0 ? most : otherMost);
        }
    }

    /// Physical rows of `fragment`, all for which `condition` is true among them; absent if it says
    /// nothing of where they are.
    Optional<RoaringBitmap> rows(Predicate condition, DataFragment fragment) throws IOException {
        return switch (condition) {
            case Predicate.And(List<Predicate> parts) -> intersection(parts, fragment);
            case Predicate.Or(List<Predicate> parts) -> union(parts, fragment);
            case Predicate.Constant(Truth truth) when truth != Truth.TRUE -> Optional.of(new RoaringBitmap());
            case Predicate.Compare(Scalar.FieldPath field, Comparison comparison, Scalar.Literal literal)
            when literal.value() instanceof Value.Whole(long value) && comparison != Comparison.NOT_EQUAL ->
                within(field, List.of(interval(comparison, value)), fragment);
            case Predicate.Between(Scalar.FieldPath field, Scalar.Literal low, Scalar.Literal high)
            when low.value() instanceof Value.Whole(long least) && high.value() instanceof Value.Whole(long most) ->
                within(field, List.of(new Interval(least, most)), fragment);
            case Predicate.In(Scalar.FieldPath field, List<Value> values, var _) -> {
                List<Interval> single = values.stream()
                        .map(value -> value instanceof Value.Whole(long number)
                                ? new Interval(number, number)
                                : new Interval(0, -1))
                        .toList();
                yield within(field, single, fragment);
            }
            default -> Optional.empty();
        };
    }

    private Optional<RoaringBitmap> intersection(List<Predicate> parts, DataFragment fragment) throws IOException {
        Optional<RoaringBitmap> rows = Optional.empty();
        for (Predicate part : parts) {
            Optional<RoaringBitmap> more = rows(part, fragment);
            rows = rows.isEmpty() ? more : Optional.of(RoaringBitmap.and(rows.get(), more.orElse(rows.get())));
        }
        return rows;
    }

    private Optional<RoaringBitmap> union(List<Predicate> parts, DataFragment fragment) throws IOException {
        RoaringBitmap rows = new RoaringBitmap();
        for (Predicate part : parts) {
            Optional<RoaringBitmap> more = rows(part, fragment);
            if (more.isEmpty()) {
                return more;
            }
            rows.or(more.get());
        }
        return Optional.of(rows);
    }

    private static Interval interval(Comparison comparison, long value) {
        return switch (comparison) {
            case EQUAL -> new Interval(value, value);
            case NOT_EQUAL -> new Interval(0, -1);
            case LESS -> value == 0 ? Interval.NONE : new Interval(0, value - 1);
            case LESS_OR_EQUAL -> new Interval(0, value);
            case GREATER -> value == -1 ? Interval.NONE : new Interval(value + 1, -1);
            case GREATER_OR_EQUAL -> new Interval(value, -1);
        };
    }

    /// Where the column is in one of the intervals.
    private Optional<RoaringBitmap> within(Scalar.FieldPath field, List<Interval> intervals, DataFragment fragment)
            throws IOException {
        if (field.id() != Scalar.FieldPath.NO_ID) {
            return Optional.empty();
        }
        Optional<SystemColumn> column = SystemColumn.named(field.path());
        if (column.isEmpty()) {
            return Optional.empty();
        }
        return switch (column.get()) {
            case ROW_ADDRESS -> Optional.of(addresses(intervals, fragment));
            case ROW_OFFSET -> Optional.of(offsets(intervals, fragment));
            case ROW_ID ->
                fragments.hasStableRowIds()
                        ? stableRowIds(intervals, fragment)
                        : Optional.of(addresses(intervals, fragment));
            case CREATED_AT_VERSION, LAST_UPDATED_AT_VERSION -> Optional.empty();
        };
    }

    private RoaringBitmap addresses(List<Interval> intervals, DataFragment fragment) throws IOException {
        RoaringBitmap rows = new RoaringBitmap();
        long first = fragment.id() << 32;
        long physicalRows = fragments.physicalRows(fragment);
        for (Interval interval : intervals) {
            Interval here = interval.and(first, first + physicalRows - 1);
            if (physicalRows > 0 && !here.isEmpty()) {
                rows.add(here.least() - first, here.most() - first + 1);
            }
        }
        return rows;
    }

    private RoaringBitmap offsets(List<Interval> intervals, DataFragment fragment) throws IOException {
        RoaringBitmap rows = new RoaringBitmap();
        int index = fragments.indexOf(fragment.id());
        long first = fragments.starts()[index];
        long end = fragments.starts()[index + 1];
        for (Interval interval : intervals) {
            Interval here = interval.and(first, end - 1);
            if (first < end && !here.isEmpty()) {
                DeletionVector deleted = fragments.deletions(fragment);
                long physicalRows = fragments.physicalRows(fragment);
                rows.add(
                        deleted.physicalRow(here.least() - first, physicalRows),
                        deleted.physicalRow(here.most() - first, physicalRows) + 1);
            }
        }
        return rows;
    }

    /// Ids are looked up one by one; of more than one in an interval nothing is said, nor if all that are
    /// in the table take too much memory.
    private Optional<RoaringBitmap> stableRowIds(List<Interval> intervals, DataFragment fragment) throws IOException {
        RoaringBitmap rows = new RoaringBitmap();
        for (Interval interval : intervals) {
            if (interval.isEmpty()) {
                continue;
            }
            if (interval.least() != interval.most() || areIdsTooMany) {
                return Optional.empty();
            }
            long address;
            try {
                address = fragments.rowIdIndex().address(interval.least());
            } catch (LimitExceededException _) {
                areIdsTooMany = true;
                return Optional.empty();
            }
            if (address != RowIdIndex.ABSENT && address >>> 32 == fragment.id()) {
                rows.add((int) address);
            }
        }
        return Optional.of(rows);
    }
}
