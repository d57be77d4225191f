package dev.evodb.vector;

/// The `k` nearest of any number of candidates, deterministic: equal distances are ordered by the smaller ordinal,
/// whatever the order of arrival. NaN distances are farther than everything. Not thread-safe.
///
/// A binary heap with the worst kept candidate on top; O(log k) an accepted candidate.
public final class TopK {
    private final int k;
    private final double[] distances;
    private final int[] ordinals;
    private int size;

    /// @throws IllegalArgumentException if `k` is not positive
    public TopK(int k) {
        if (k < 1) {
            throw new IllegalArgumentException("k must be at least 1, got " + k);
        }
        this.k = k;
        this.distances = new double[k];
        this.ordinals = new int[k];
    }

    /// Candidates kept so far, at most `k`.
    public int size() {
        return size;
    }

    /// The distance that a new candidate must not exceed to be kept; infinity while fewer than `k` are kept.
    public double bound() {
        return size < k ? Double.POSITIVE_INFINITY : distances[0];
    }

    /// Offers a candidate. Answers whether it is kept for now.
    public boolean offer(double distance, int ordinal) {
        if (size < k) {
            siftUp(size++, distance, ordinal);
            return true;
        }
        if (!isBetter(distance, ordinal, distances[0], ordinals[0])) {
            return false;
        }
        siftDown(size, distance, ordinal);
        return true;
    }

    /// Empties this into `ordinalsOut[0 .. size)` and `distancesOut[0 .. size)`, nearest first, and answers the size.
    public int drain(int[] ordinalsOut, double[] distancesOut) {
        int count = size;
        for (int i = count - 1; i >= 0; i--) {
            ordinalsOut[i] = ordinals[0];
            distancesOut[i] = distances[0];
            size--;
            if (size > 0) {
                siftDown(size, distances[size], ordinals[size]);
            }
        }
        return count;
    }

    private static boolean isBetter(double distance, int ordinal, double than, int thanOrdinal) {
        if (distance < than) {
            return true;
        }
        if (distance > than) {
            return false;
        }
        boolean isNaN = Double.isNaN(distance);
        boolean thanIsNaN = Double.isNaN(than);
        return isNaN == thanIsNaN ? ordinal < thanOrdinal : thanIsNaN;
    }

    private void siftUp(int from, double distance, int ordinal) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!isBetter(distances[parent], ordinals[parent], distance, ordinal)) {
                break;
            }
            distances[at] = distances[parent];
            ordinals[at] = ordinals[parent];
            at = parent;
        }
        distances[at] = distance;
        ordinals[at] = ordinal;
    }

    /// Places a candidate at the root of a heap of `count`.
    private void siftDown(int count, double distance, int ordinal) {
        int at = 0;
        while (true) {
            int child = 2 * at + 1;
            if (child >= count) {
                break;
            }
            if (child + 1 < count
                    && isBetter(distances[child], ordinals[child], distances[child + 1], ordinals[child + 1])) {
                child++;
            }
            if (!isBetter(distance, ordinal, distances[child], ordinals[child])) {
                break;
            }
            distances[at] = distances[child];
            ordinals[at] = ordinals[child];
            at = child;
        }
        distances[at] = distance;
        ordinals[at] = ordinal;
    }
}
