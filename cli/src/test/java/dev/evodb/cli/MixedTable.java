package dev.evodb.cli;

import dev.evodb.column.Validity;
import dev.evodb.snippets.lance.jvm.PackSource;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Normally distributed vectors and some of [#COLUMNS], with nulls. Row ids are every third number from the
/// first.
record MixedTable(List<String> payloadColumns, long firstRowId) implements PackSource {
    static final int DIMS = 24;
    static final String ODD_NAME = "a \"b\", ü";

    /// Of each kind of value that JSON has.
    static final List<String> COLUMNS = List.of("word", "rank", "big", "price", "isOld", ODD_NAME);

    private static final int ROWS = 1_500;
    private static final List<String> WORDS = List.of(
            "\"a\"",
            "\"b, \\\"c\\\"\"",
            "\"\"",
            "\"\\\\\\n\\u2028\"",
            "\"\u00e4\"",
            "\"\ud83d\ude00\"",
            "\"\uff61\"",
            "\"null\"");

    @Override
    public int dims() {
        return DIMS;
    }

    @Override
    public void forEachBatch(BatchSink sink) throws IOException {
        Random random = new Random(5);
        long[] rowIds = new long[ROWS];
        float[] vectors = new float[ROWS * DIMS];
        for (int row = 0; row < ROWS; row++) {
            rowIds[row] = firstRowId + 3L * row;
            for (int d = 0; d < DIMS; d++) {
                vectors[row * DIMS + d] = (float) random.nextGaussian();
            }
        }
        @Nullable String[][] payload = new @Nullable String[payloadColumns.size()][];
        for (int c = 0; c < payload.length; c++) {
            payload[c] = column(payloadColumns.get(c));
        }
        sink.accept(new Batch(rowIds, vectors, Validity.allValid(ROWS), payload));
    }

    private static @Nullable String[] column(String name) {
        @Nullable String[] values = new @Nullable String[ROWS];
        for (int row = 0; row < ROWS; row++) {
            values[row] = switch (name) {
                case "word" -> row % 9 == 8 ? null : WORDS.get(row % 9);
                case "rank" -> Integer.toString(row - 100);
                // Doubles hold every second one of these.
                case "big" -> Long.toString((1L << 53) + row % 4);
                case "price" -> row % 5 == 4 ? null : row % 5 == 3 ? "-0.0" : Double.toString(row * 1e-6);
                case "isOld" -> row % 3 == 2 ? null : Boolean.toString(row % 3 == 0);
                default -> "\"x\"";
            };
        }
        return values;
    }
}
