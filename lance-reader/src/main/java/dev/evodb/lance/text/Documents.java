package dev.evodb.lance.text;

import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.index.IndexFile;
import dev.evodb.lance.index.IndexFile.IndexColumn;
import java.io.IOException;

/// The texts of one partition, a document each: document `i` is the row `rowIds[i]` and has `lengths[i]`
/// tokens, an unsigned number.
///
/// `part_<n>_docs.lance` has the columns `_rowid` (u64) and `_num_tokens` (u32).
record Documents(long[] rowIds, int[] lengths, long tokens) {
    static Documents read(IndexFile file) throws IOException {
        IndexColumn ids = file.column("_rowid");
        IndexColumn counts = file.column("_num_tokens");
        long[] rowIds = ids.longs(ids.read(0, file.rows()));
        int[] lengths = counts.ints(counts.read(0, file.rows()));
        long tokens = 0;
        for (int length : lengths) {
            if (length < 0) {
                throw new CorruptFileException(
                        counts.at(), "a document has " + Integer.toUnsignedString(length) + " tokens");
            }
            tokens += length;
        }
        return new Documents(rowIds, lengths, tokens);
    }

    int count() {
        return rowIds.length;
    }
}
