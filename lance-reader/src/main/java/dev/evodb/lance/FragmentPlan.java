package dev.evodb.lance;

import dev.evodb.lance.filter.Filter;
import dev.evodb.lance.manifest.DataFragment;
import java.io.IOException;
import java.util.Optional;

/// What a scan does in one fragment: it looks at `candidates`, keeps those that pass `filter`, all if
/// that is absent, and reads them. `filterColumns` are those of `filter`. Immutable.
record FragmentPlan(
        DataFragment fragment, CandidateRows candidates, Optional<Filter> filter, Projection filterColumns) {
    /// Those of `rows` that pass the filter. At most `mostBytes` are read.
    ///
    /// @throws dev.evodb.error.LimitExceededException if that is not enough
    RowRange passing(FragmentReader reader, RowRange rows, long mostBytes) throws IOException {
        if (filter.isEmpty()) {
            return rows;
        }
        RecordBatch batch = new BatchRows(reader, filterColumns, rows, mostBytes).read();
        int[] passed = filter.get().evaluate(batch).rowsWhereTrue();
        if (passed.length == rows.count()) {
            return rows;
        }
        long[] passing = new long[passed.length];
        for (int i = 0; i < passing.length; i++) {
            passing[i] = rows.row(passed[i]);
        }
        return new RowRange.Picked(passing);
    }
}
