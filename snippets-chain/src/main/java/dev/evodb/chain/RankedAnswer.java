package dev.evodb.chain;

/// The hits of one shard without their payloads, nearest first; hit `i` is `distances[i]`, `rowIds[i]`.
///
/// `shard` is the id or host that errors name. Row ids are whole numbers in `[0, 2^53)`, held as the only
/// numbers that JavaScript has. Both arrays are borrowed and not changed.
public record RankedAnswer(String shard, double[] distances, double[] rowIds) {
    private static final double ROW_ID_BOUND = 9007199254740992.0;

    public int size() {
        return distances.length;
    }

    /// Checks what a shard promises, by [#problem].
    ///
    /// @throws IllegalArgumentException if the arrays differ in length
    /// @throws ShardFailedException naming the first hit that breaks the promise
    public void check(int k) {
        if (distances.length != rowIds.length) {
            throw new IllegalArgumentException(
                    "answer of " + shard + " has " + distances.length + " distances and " + rowIds.length + " row ids");
        }
        String problem = problem(k);
        if (!problem.isEmpty()) {
            throw new ShardFailedException(shard, problem);
        }
    }

    /// The first hit that breaks what a shard promises, and how: at most `k` hits, finite distances that
    /// never fall, row ids in range. Empty if none does.
    ///
    /// Messages carry positions, not the offending numbers: a number with decimals costs more bytes as text
    /// than the whole check.
    public String problem(int k) {
        if (size() > k) {
            return "answered " + Digits.text(size()) + " hits, asked for k=" + Digits.text(k);
        }
        double previous = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < distances.length; i++) {
            double distance = distances[i];
            if (!Double.isFinite(distance)) {
                return "hit " + Digits.text(i) + " has a distance that is not finite";
            }
            if (distance < previous) {
                return "hit " + Digits.text(i) + " is nearer than the hit before it";
            }
            double rowId = rowIds[i];
            if (!(rowId >= 0 && rowId < ROW_ID_BOUND && Math.floor(rowId) == rowId)) {
                return "hit " + Digits.text(i) + " has a row id that is no whole number in [0, 2^53)";
            }
            previous = distance;
        }
        return "";
    }
}
