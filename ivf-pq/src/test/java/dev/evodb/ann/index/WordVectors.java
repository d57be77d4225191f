package dev.evodb.ann.index;

import dev.evodb.ann.Hits;
import dev.evodb.ann.source.FvecsFile;
import dev.evodb.ann.source.VectorBlock;
import dev.evodb.ann.source.VectorBlocks;
import dev.evodb.ann.source.VectorSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/// The sample of word vectors: 20,000 rows of 100 dims, 200 queries, and the 100 nearest rows of each by
/// someone else.
final class WordVectors {
    static final int NEIGHBOURS = 100;

    private static final Path FOLDER = Path.of(System.getProperty("evodb.root")).resolve("samples/vectors");

    private WordVectors() {}

    static VectorSource base() throws IOException {
        return FvecsFile.open(FOLDER.resolve("base.fvecs"));
    }

    static float[][] queries() throws IOException {
        FvecsFile file = FvecsFile.open(FOLDER.resolve("query.fvecs"));
        return rows(file);
    }

    static float[][] rows(VectorSource source) throws IOException {
        float[][] rows = new float[(int) source.rows()][];
        VectorBlock block = new VectorBlock(rows.length, source.dims());
        try (VectorBlocks blocks = source.open()) {
            blocks.read(block);
        }
        for (int i = 0; i < rows.length; i++) {
            rows[i] = java.util.Arrays.copyOfRange(block.values(), i * source.dims(), (i + 1) * source.dims());
        }
        return rows;
    }

    /// `(queries, 100)` row numbers, the nearest first.
    static int[][] truth() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(FOLDER.resolve("truth.ivecs")))
                .order(ByteOrder.LITTLE_ENDIAN);
        int[][] truth = new int[bytes.remaining() / (4 + 4 * NEIGHBOURS)][NEIGHBOURS];
        for (int[] row : truth) {
            bytes.getInt();
            for (int i = 0; i < NEIGHBOURS; i++) {
                row[i] = bytes.getInt();
            }
        }
        return truth;
    }

    /// How many of `wanted` are among the hits.
    static int found(Hits hits, long... wanted) {
        int found = 0;
        for (long rowId : hits.rowIds()) {
            for (long other : wanted) {
                found += rowId == other ? 1 : 0;
            }
        }
        return found;
    }

    static long[] first(int[] truth, int k) {
        return java.util.Arrays.stream(truth).limit(k).asLongStream().toArray();
    }
}
