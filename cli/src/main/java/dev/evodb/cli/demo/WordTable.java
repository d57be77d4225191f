package dev.evodb.cli.demo;

import dev.evodb.ann.lance.VectorColumn;
import dev.evodb.column.Column;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The words of the sample table with their vectors, in memory. Row `i` has row id `rowIds[i]`.
public record WordTable(List<String> words, long[] rowIds, float[][] vectors, Map<Long, String> wordOfRowId) {
    public static final String WORD = "word";
    public static final String VECTOR = "vector";

    /// Reads the columns `word` and `vector` of a table without nulls.
    public static WordTable read(LanceDataset dataset) throws IOException {
        VectorColumn column = VectorColumn.of(dataset, VECTOR);
        int rows = Math.toIntExact(dataset.countRows());
        List<String> words = new ArrayList<>(rows);
        long[] rowIds = new long[rows];
        float[][] vectors = new float[rows][column.dims()];
        Map<Long, String> wordOfRowId = new HashMap<>();
        try (Scan scan = dataset.scan(ScanRequest.ALL.columns(WORD, VECTOR).withRowId())) {
            while (scan.next()) {
                RecordBatch batch = scan.batch();
                Column.BytesColumn texts = (Column.BytesColumn) batch.column(WORD);
                long[] ids = ((Column.LongColumn) batch.column(LanceDataset.ROW_ID)).values();
                for (int row = 0; row < batch.rows(); row++) {
                    int at = words.size();
                    int from = texts.offsets()[row];
                    words.add(new String(texts.data(), from, texts.offsets()[row + 1] - from, StandardCharsets.UTF_8));
                    rowIds[at] = ids[row];
                    column.copy(batch.column(VECTOR), row, vectors[at], 0);
                    wordOfRowId.put(ids[row], words.get(at));
                }
            }
        }
        return new WordTable(List.copyOf(words), rowIds, vectors, Map.copyOf(wordOfRowId));
    }

    public int dims() {
        return vectors[0].length;
    }

    /// The row of `word`.
    ///
    /// @throws IllegalArgumentException if the table has no such word
    public int row(String word) {
        int row = words.indexOf(word);
        if (row < 0) {
            throw new IllegalArgumentException("the table has no word " + word + "; its " + words.size()
                    + " words are the most frequent English tokens, in lower case");
        }
        return row;
    }

    /// The words of those rows, separated by blanks.
    public String words(long[] ids) {
        List<String> found = new ArrayList<>();
        for (long id : ids) {
            found.add(wordOfRowId.getOrDefault(id, "#" + id));
        }
        return String.join(" ", found);
    }
}
