package dev.evodb.lance.filter;

import dev.evodb.lance.filter.Evaluation.Answer;
import dev.evodb.type.DataType;
import java.util.List;

/// Looks for items in lists.
final class ListSearch {
    private ListSearch() {}

    /// For each list, whether it has any or all of the constants; see [Predicate.ListHas].
    static Answer has(
            Vector.Lists lists,
            DataType itemType,
            Predicate.Quantifier quantifier,
            List<Value> wanted,
            long[] active,
            int rows) {
        boolean isNullWanted = wanted.getFirst() instanceof Value.Null;
        ConstantSet constants = ConstantSet.of(isNullWanted ? wanted.subList(1, wanted.size()) : wanted, itemType);
        int nullIndex = wanted.size() - 1;
        int needed = quantifier == Predicate.Quantifier.ANY ? 1 : wanted.size();
        // The list in which a constant was last seen, counted from 1.
        int[] seenIn = new int[wanted.size()];
        int[] offsets = lists.offsets();
        Vector items = lists.items();
        long[] yes = new long[Bitmap.words(rows)];
        long[] open = Bitmap.without(active, lists.nulls());
        for (int row = Bitmap.next(open, 0); row >= 0; row = Bitmap.next(open, row + 1)) {
            int missing = needed;
            for (int item = offsets[row]; item < offsets[row + 1] && missing > 0; item++) {
                int index;
                if (Bitmap.has(items.nulls(), item)) {
                    index = isNullWanted ? nullIndex : ConstantSet.ABSENT;
                } else {
                    index = constants.indexOf(items, item);
                }
                if (index != ConstantSet.ABSENT && seenIn[index] != row + 1) {
                    seenIn[index] = row + 1;
                    missing--;
                }
            }
            if (missing == 0) {
                Bitmap.add(yes, row);
            }
        }
        return Answer.of(yes, lists.nulls());
    }

    /// For each list, whether it has the value of `wanted` in the same row; see [Predicate.ListHasItem].
    static Answer has(
            Vector.Lists lists, DataType itemType, Vector wanted, DataType wantedType, long[] active, int rows) {
        long[] nulls = Bitmap.union(lists.nulls(), wanted.nulls());
        long[] yes = new long[Bitmap.words(rows)];
        long[] open = Bitmap.without(active, nulls);
        int[] offsets = lists.offsets();
        Vector items = lists.items();
        if (items instanceof Vector.Nothing || wanted instanceof Vector.Nothing) {
            return Answer.of(yes, nulls);
        }
        Comparing.RowOrder order = Comparing.order(items, itemType, wanted, wantedType);
        for (int row = Bitmap.next(open, 0); row >= 0; row = Bitmap.next(open, row + 1)) {
            for (int item = offsets[row]; item < offsets[row + 1]; item++) {
                if (!Bitmap.has(items.nulls(), item) && order.compare(item, row) == 0) {
                    Bitmap.add(yes, row);
                    break;
                }
            }
        }
        return Answer.of(yes, nulls);
    }
}
