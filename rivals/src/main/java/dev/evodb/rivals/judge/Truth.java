package dev.evodb.rivals.judge;

import dev.evodb.ann.source.FvecsFile;
import dev.evodb.ann.source.IvecsFile;
import dev.evodb.rivals.driver.Rows;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The exact neighbours of a set of vectors by squared L2, and the judge of answers.
///
/// An answer counts if it is one of the first `k` rows of the truth, or lies no farther from the query
/// than the last of these: then it is tied with it. Distances of rows are computed in `double`.
public final class Truth {
    /// Rounding of `float` sums in the truth file; nearer than that, rows are tied.
    private static final double TIE = 1e-6;

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final float[][] queries;
    private final int[][] nearest;
    private final MemorySegment base;
    private final int rows;
    private final int dims;

    private Truth(float[][] queries, int[][] nearest, MemorySegment base, int rows, int dims) {
        this.queries = queries;
        this.nearest = nearest;
        this.base = base;
        this.rows = rows;
        this.dims = dims;
    }

    /// Opens a set; `most` queries of it are used. The base file stays mapped until the process ends.
    ///
    /// @throws IllegalArgumentException if the files do not belong together
    public static Truth open(Path baseFile, Path queryFile, Path truthFile, int most) throws IOException {
        FvecsFile head = FvecsFile.open(baseFile);
        float[][] queries = Rows.read(queryFile, most);
        int[][] nearest = IvecsFile.read(truthFile);
        if (queries.length == 0 || queries[0].length != head.dims() || nearest.length < queries.length) {
            throw new IllegalArgumentException(truthFile + " has " + nearest.length + " rows, " + queryFile + " "
                    + queries.length + ", or their dims are not the " + head.dims() + " of " + baseFile);
        }
        try (FileChannel channel = FileChannel.open(baseFile, StandardOpenOption.READ)) {
            MemorySegment base = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.global());
            return new Truth(queries, nearest, base, Math.toIntExact(head.rows()), head.dims());
        }
    }

    public int queries() {
        return queries.length;
    }

    public int rows() {
        return rows;
    }

    public int dims() {
        return dims;
    }

    private double distance(int query, int row) {
        long at = row * (4L + 4L * dims) + 4;
        double sum = 0;
        for (int d = 0; d < dims; d++) {
            double difference = (double) queries[query][d] - base.get(FLOAT, at + 4L * d);
            sum += difference * difference;
        }
        return sum;
    }

    private double bound(int query, int k) {
        double last = distance(query, nearest[query][k - 1]);
        return last + TIE * Math.max(1e-12, last);
    }

    /// How many of the first `k` of `answers`, each row once, are among the nearest `k` rows of a query.
    int hits(int query, int[] answers, int k) {
        Set<Integer> known = new HashSet<>();
        for (int i = 0; i < k; i++) {
            known.add(nearest[query][i]);
        }
        Set<Integer> counted = new HashSet<>();
        for (int i = 0; i < Math.min(k, answers.length); i++) {
            int row = answers[i];
            boolean isRow = row >= 0 && row < rows;
            if (isRow && (known.contains(row) || distance(query, row) <= bound(query, k))) {
                counted.add(row);
            }
        }
        return counted.size();
    }

    /// The mean share of the nearest `k` rows that a file of answers has, over its queries.
    public double recall(Path answers, int k) throws IOException {
        int[][] found = IvecsFile.read(answers);
        long hits = 0;
        for (int q = 0; q < found.length; q++) {
            hits += hits(q, found[q], k);
        }
        return (double) hits / ((long) found.length * k);
    }

    /// The queries whose nearest `k` rows a file of answers does not have, ties forgiven.
    public List<Integer> wrong(Path answers, int k) throws IOException {
        int[][] found = IvecsFile.read(answers);
        List<Integer> wrong = new ArrayList<>();
        for (int q = 0; q < found.length; q++) {
            if (hits(q, found[q], k) < k) {
                wrong.add(q);
            }
        }
        return wrong;
    }

    /// Compares the truth of `count` queries, spread over all, with a search through all rows.
    ///
    /// @return the queries for which some row is nearer than the `k`-th of the truth, or as near ones are
    ///     missing
    public List<Integer> wrongInFile(int count, int k) {
        List<Integer> wrong = new ArrayList<>();
        for (int i = 0; i < Math.min(count, queries.length); i++) {
            int query = (int) ((long) i * queries.length / Math.min(count, queries.length));
            double bound = bound(query, k);
            Set<Integer> named = new HashSet<>();
            for (int n = 0; n < k; n++) {
                named.add(nearest[query][n]);
            }
            int nearer = 0;
            for (int row = 0; row < rows; row++) {
                double distance = distance(query, row);
                if (distance < bound * (1 - 3 * TIE) && !named.contains(row)) {
                    nearer++;
                }
            }
            boolean isSorted = true;
            for (int n = 0; n < k; n++) {
                isSorted &= distance(query, nearest[query][n]) <= bound;
            }
            if (nearer > 0 || !isSorted || named.size() < k) {
                wrong.add(query);
            }
        }
        return wrong;
    }
}
