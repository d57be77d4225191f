package dev.evodb.snippets.lance;

/// The nearest rows of one search, nearest first; equal distances are ordered by row id. Not thread-safe.
public final class PackHits {
    private final double[] distances;
    private final double[] rowIds;
    private final PackPartition[] probed;
    private final int[] slots;
    private final int[] rows;
    private final int rowsScanned;
    private int size;

    PackHits(int k, PackPartition[] probed, int rowsScanned) {
        this.distances = new double[k];
        this.rowIds = new double[k];
        this.probed = probed;
        this.slots = new int[k];
        this.rows = new int[k];
        this.rowsScanned = rowsScanned;
    }

    /// Offers a row, each row id at most once.
    void offer(double distance, int slot, int row) {
        if (size == distances.length && !(distance <= distances[size - 1])) {
            return;
        }
        double rowId = probed[slot].rowId(row);
        int at = size;
        while (at > 0 && (distance < distances[at - 1] || (distance == distances[at - 1] && rowId < rowIds[at - 1]))) {
            at--;
        }
        if (at == distances.length) {
            return;
        }
        size = Math.min(size + 1, distances.length);
        for (int i = size - 1; i > at; i--) {
            distances[i] = distances[i - 1];
            rowIds[i] = rowIds[i - 1];
            slots[i] = slots[i - 1];
            rows[i] = rows[i - 1];
        }
        distances[at] = distance;
        rowIds[at] = rowId;
        slots[at] = slot;
        rows[at] = row;
    }

    /// At most the `k` asked for; fewer if the probed partitions hold fewer rows.
    public int size() {
        return size;
    }

    /// As docs/format/edge-pack.md computes it, from the row's codes.
    public double distance(int hit) {
        return distances[hit];
    }

    /// The identity of the row in the table, `[0, 2^53)`, exact.
    public double rowId(int hit) {
        return rowIds[hit];
    }

    /// Where the hit's payload is: the partition, to be asked about [#row].
    public PackPartition partition(int hit) {
        return probed[slots[hit]];
    }

    /// Which probe found the hit, `0 .. nprobes`.
    public int slot(int hit) {
        return slots[hit];
    }

    /// The hit's row in its [#partition].
    public int row(int hit) {
        return rows[hit];
    }

    /// Rows that were scored, copies included.
    public int rowsScanned() {
        return rowsScanned;
    }
}
