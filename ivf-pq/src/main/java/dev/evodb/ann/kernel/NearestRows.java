package dev.evodb.ann.kernel;

import java.util.Arrays;

/// The nearest `limit` of any number of candidates, by a threshold: whatever is below it is put into a
/// flat array, which a selection cuts back to `limit` when it is full, which lowers the threshold.
/// Deterministic: of equal distances the smaller ordinals stay, whatever the order of arrival. Candidates
/// of distance NaN are not kept.
///
/// A candidate is one word, the order of its distance above its ordinal, so that words are compared and
/// no pairs are moved. Allocates for the largest limit only. Not thread-safe.
public final class NearestRows {
    /// Candidates that are kept between two selections, as multiples of the limit.
    private static final int SLACK = 3;

    private long[] candidates = new long[0];
    private int[] places = new int[0];
    private int capacity;
    private int limit;
    private int size;
    private float threshold;

    /// @throws IllegalArgumentException if `limit` is not positive
    public NearestRows(int limit) {
        clear(limit);
    }

    /// Forgets all candidates.
    ///
    /// @throws IllegalArgumentException if `newLimit` is not positive
    public void clear(int newLimit) {
        if (newLimit < 1 || newLimit > Integer.MAX_VALUE / (SLACK + 1)) {
            throw new IllegalArgumentException(
                    "limit must be in 1..=" + Integer.MAX_VALUE / (SLACK + 1) + ", got " + newLimit);
        }
        limit = newLimit;
        capacity = Math.max(64, SLACK * newLimit);
        if (candidates.length < capacity) {
            candidates = new long[capacity];
        }
        size = 0;
        threshold = Float.POSITIVE_INFINITY;
    }

    /// The distance that a candidate must not exceed to be kept for now; infinity until `limit` were kept
    /// and one selection made.
    public float threshold() {
        return threshold;
    }

    /// Offers a candidate; `ordinal` is not negative.
    public void offer(float distance, int ordinal) {
        if (distance <= threshold) {
            candidates[size++] = word(distance, ordinal);
            if (size == capacity) {
                tighten();
            }
        }
    }

    /// Offers `distances[from .. from + count)`, of ordinals from `firstOrdinal` on.
    public void offerAll(float[] distances, int from, int count, int firstOrdinal, ThresholdFilter filter) {
        int block = 256;
        if (places.length < block) {
            places = new int[block];
        }
        for (int i = 0; i < count; i += block) {
            int found = filter.atMost(threshold, distances, from + i, Math.min(block, count - i), places);
            for (int p = 0; p < found; p++) {
                int at = i + places[p];
                offer(distances[from + at], firstOrdinal + at);
            }
        }
    }

    /// Cuts the candidates to the nearest `limit` and lowers the threshold; before the next partition,
    /// say. Does nothing while there are fewer.
    public void tighten() {
        if (size >= limit) {
            Selection.select(candidates, size, limit - 1);
            size = limit;
            threshold = distance(candidates[limit - 1]);
        }
    }

    /// Empties this into `ordinals[0 .. n)` and `distances[0 .. n)`, nearest first, and answers `n`, at
    /// most `limit`.
    public int drain(int[] ordinals, float[] distances) {
        tighten();
        Arrays.sort(candidates, 0, size);
        for (int i = 0; i < size; i++) {
            ordinals[i] = (int) candidates[i];
            distances[i] = distance(candidates[i]);
        }
        int count = size;
        clear(limit);
        return count;
    }

    /// Adding zero makes one of the two zeros. The bits of negative floats grow with the magnitude.
    private static long word(float distance, int ordinal) {
        int bits = Float.floatToRawIntBits(distance + 0f);
        return ((long) (bits ^ ((bits >> 31) & Integer.MAX_VALUE)) << 32) | ordinal;
    }

    private static float distance(long word) {
        int order = (int) (word >> 32);
        return Float.intBitsToFloat(order ^ ((order >> 31) & Integer.MAX_VALUE));
    }
}
