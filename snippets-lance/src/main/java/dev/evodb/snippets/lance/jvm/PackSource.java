package dev.evodb.snippets.lance.jvm;

import dev.evodb.column.Validity;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the rows of a pack come from. Read once, from first to last. The caller closes whatever is
/// behind it.
public interface PackSource {
    int dims();

    /// Names of the columns that travel with each row; may be empty.
    List<String> payloadColumns();

    /// Hands over every row, batch by batch, in a fixed order.
    void forEachBatch(BatchSink sink) throws IOException;

    /// Takes one batch; what it is given it owns.
    @FunctionalInterface
    interface BatchSink {
        void accept(Batch batch) throws IOException;
    }

    /// Some rows.
    ///
    /// `vectors` is `(rows, dims)` row-major, `validity` tells which vectors are not null,
    /// `payload[c][i]` is the value of column `c` of row `i` as the JSON text of a scalar, null standing
    /// for `null`. `rowIds` are in `[0, 2^53)`, none twice in a source.
    record Batch(
            long[] rowIds,
            float[] vectors,
            Validity validity,
            @Nullable String[][] payload) {
        public int rows() {
            return rowIds.length;
        }
    }
}
