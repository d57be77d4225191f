package dev.evodb.ann.graph;

import dev.evodb.ann.kernel.Ranked;
import java.util.Arrays;

/// The nearest nodes of a search so far, in order, each with a mark whether its neighbours were looked
/// at.
///
/// One sorted array of numbers in place of two heaps: inserting moves a few hundred bytes at most, and
/// takes one branch that is hard to foresee a step of a binary search. Of equal scores the smaller node
/// is first.
final class Beam {
    private long[] entries = new long[128];
    private int width;
    private int size;

    /// All entries before this one were expanded.
    private int next;

    /// Begins anew with room for `newWidth` nodes; it takes memory for those that come.
    void begin(int newWidth) {
        width = newWidth;
        size = 0;
        next = 0;
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == width;
    }

    int node(int i) {
        return Ranked.row(entries[i]) >>> 1;
    }

    float score(int i) {
        return Ranked.score(entries[i]);
    }

    /// The score that one more node has to be below; infinity while there is room.
    float bound() {
        return size == width ? Ranked.score(entries[size - 1]) : Float.POSITIVE_INFINITY;
    }

    /// Adds a node, which pushes out the farthest if there is no room.
    void offer(float score, int node) {
        long entry = Ranked.of(score, node << 1);
        if (size == width) {
            if (entry >= entries[size - 1]) {
                return;
            }
        } else {
            if (size == entries.length) {
                entries = Arrays.copyOf(entries, 2 * size);
            }
            size++;
        }
        int low = 0;
        int high = size - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries[middle] < entry) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        System.arraycopy(entries, low, entries, low + 1, size - 1 - low);
        entries[low] = entry;
        next = Math.min(next, low);
    }

    /// The place of the nearest node that was not expanded, or [#size] if all were.
    int nearest() {
        while (next < size && (entries[next] & 1) != 0) {
            next++;
        }
        return next;
    }

    /// Marks the node at a place as expanded.
    void expand(int i) {
        entries[i] |= 1;
    }
}
