package dev.evodb.chain;

/// Makes one ranked answer of those of all shards: the definition that the router snippet runs and the JVM
/// too.
///
/// Hits are ordered by distance, equal distances by the smaller row id. A row id that several hits have
/// counts once, with its smallest distance, and where that is equal with the earlier shard and position. So
/// the result depends on the answers and the order of shards only, never on the order of arrival.
public final class GatherMerge {
    private final double[] distances;
    private final double[] rowIds;
    /// Candidates, numbered through all answers, as a binary heap with the best on top.
    private final int[] heap;

    private int size;

    private GatherMerge(RankedAnswer[] answers, int total) {
        distances = new double[total];
        rowIds = new double[total];
        heap = new int[total];
        for (RankedAnswer answer : answers) {
            for (int i = 0; i < answer.size(); i++) {
                distances[size] = answer.distances()[i];
                rowIds[size] = answer.rowIds()[i];
                heap[size] = size;
                size++;
            }
        }
        for (int at = size / 2 - 1; at >= 0; at--) {
            siftDown(at, heap[at]);
        }
    }

    /// The result, nearest first: hit `i` is hit `positions[i]` of answer `shards[i]`, so that payloads are
    /// only referred to. Both arrays have one length and are the caller's.
    public record Merged(int[] shards, int[] positions) {
        public int size() {
            return shards.length;
        }
    }

    /// The best `k` of all answers, or fewer if there are not as many different row ids. `answers` is
    /// borrowed.
    ///
    /// @throws IllegalArgumentException if `k` is not positive
    /// @throws ShardFailedException if an answer has more than `k` hits, is not sorted, or holds a distance
    ///     that is not finite or a row id out of range; nothing is merged then
    public static Merged merge(RankedAnswer[] answers, int k) {
        if (k < 1) {
            throw new IllegalArgumentException("k must be at least 1, got " + k);
        }
        for (RankedAnswer answer : answers) {
            answer.check(k);
        }
        return best(answers, k);
    }

    /// As [#merge], of answers that need no check; hits of one answer may stand in any order. `k` is
    /// positive.
    public static Merged best(RankedAnswer[] answers, int k) {
        int[] from = new int[answers.length + 1];
        for (int s = 0; s < answers.length; s++) {
            from[s + 1] = from[s] + answers[s].size();
        }
        int total = from[answers.length];
        int[] best = new int[Math.min(k, total)];
        int found = new GatherMerge(answers, total).takeDistinct(best);

        int[] shards = new int[found];
        int[] positions = new int[found];
        for (int i = 0; i < found; i++) {
            int shard = 0;
            while (best[i] >= from[shard + 1]) {
                shard++;
            }
            shards[i] = shard;
            positions[i] = best[i] - from[shard];
        }
        return new Merged(shards, positions);
    }

    /// Fills `out` with the best candidates of different row ids and answers how many there are.
    private int takeDistinct(int[] out) {
        // Open addressing with more than half of the slots free; -1 is no row id.
        int slots = 2 * out.length + 1;
        double[] taken = new double[slots];
        for (int i = 0; i < slots; i++) {
            taken[i] = -1;
        }
        int found = 0;
        while (found < out.length && size > 0) {
            int candidate = pop();
            double rowId = rowIds[candidate];
            int slot = (int) (rowId % slots);
            while (taken[slot] >= 0 && taken[slot] != rowId) {
                slot = slot + 1 == slots ? 0 : slot + 1;
            }
            if (taken[slot] < 0) {
                taken[slot] = rowId;
                out[found++] = candidate;
            }
        }
        return found;
    }

    private int pop() {
        int best = heap[0];
        size--;
        if (size > 0) {
            siftDown(0, heap[size]);
        }
        return best;
    }

    private void siftDown(int from, int candidate) {
        int at = from;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && isBetter(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBetter(heap[child], candidate)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = candidate;
    }

    private boolean isBetter(int a, int b) {
        if (distances[a] != distances[b]) {
            return distances[a] < distances[b];
        }
        return rowIds[a] != rowIds[b] ? rowIds[a] < rowIds[b] : a < b;
    }
}
