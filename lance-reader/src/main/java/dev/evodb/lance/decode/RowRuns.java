package dev.evodb.lance.decode;

/// Wanted rows of one page: `count` runs `[starts[i], ends[i])`, ascending, disjoint and not empty.
public record RowRuns(int count, int[] starts, int[] ends) {
    static RowRuns of(int from, int to) {
        return new RowRuns(1, new int[] {from}, new int[] {to});
    }

    public int first() {
        return starts[0];
    }

    /// The end of the last run.
    public int end() {
        return ends[count - 1];
    }

    /// The same rows in runs of at most `most` rows.
    public RowRuns split(int most) {
        int parts = 0;
        for (int i = 0; i < count; i++) {
            parts += (ends[i] - starts[i] - 1) / most + 1;
        }
        int[] partStarts = new int[parts];
        int[] partEnds = new int[parts];
        int part = 0;
        for (int i = 0; i < count; i++) {
            for (int from = starts[i]; from < ends[i]; from = partEnds[part++]) {
                partStarts[part] = from;
                partEnds[part] = ends[i] - from <= most ? ends[i] : from + most;
            }
        }
        return new RowRuns(parts, partStarts, partEnds);
    }

    /// How many rows there are.
    int rows() {
        int rows = 0;
        for (int i = 0; i < count; i++) {
            rows += ends[i] - starts[i];
        }
        return rows;
    }

    /// The first run that ends after `row`, or `count`.
    int runAfter(long row) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[middle] > row) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    boolean isAll(long rows) {
        return count == 1 && starts[0] == 0 && ends[0] == rows;
    }
}
