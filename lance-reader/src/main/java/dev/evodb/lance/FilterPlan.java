package dev.evodb.lance;

import dev.evodb.lance.filter.Filter;
import dev.evodb.lance.index.IndexPlan;
import dev.evodb.lance.manifest.DataFragment;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/// The filter of a scan together with what it says itself of where its rows are, and what the table's
/// indices know about it. Indices are asked when the first fragment is. Thread-safe.
final class FilterPlan {
    private final LanceDataset table;
    private final Filter filter;
    private final Projection columns;
    private final boolean usesIndices;
    private final RowBounds bounds;
    private @Nullable IndexPlan indexPlan;

    /// @throws IllegalArgumentException for a filter that does not make sense
    FilterPlan(LanceDataset table, String predicate, boolean usesIndices) {
        this.table = table;
        this.filter = Filter.parse(predicate, table.schema());
        this.columns = table.project(filter.columns());
        this.usesIndices = usesIndices;
        this.bounds = new RowBounds(table.fragments());
    }

    /// What is left to do in one fragment: look at `rows`, or at all rows if that is absent, and keep
    /// those that pass `filter`, or all if that is absent. `columns` are those of `filter`.
    record Part(Optional<RoaringBitmap> rows, Optional<Filter> filter, Projection columns) {
        /// Whether no row passes.
        boolean isNothing() {
            return rows.isPresent() && rows.get().isEmpty();
        }

        private Part within(RoaringBitmap bound) {
            RoaringBitmap both =
                    rows.map(known -> RoaringBitmap.and(known, bound)).orElse(bound);
            return new Part(Optional.of(both), filter, columns);
        }
    }

    synchronized Part on(DataFragment fragment) throws IOException {
        Optional<RoaringBitmap> bound = bounds.rows(filter.predicate(), fragment);
        if (bound.isEmpty()) {
            return asIndicesSay(fragment);
        }
        return bound.get().isEmpty()
                ? new Part(bound, Optional.of(filter), columns)
                : asIndicesSay(fragment).within(bound.get());
    }

    private Part asIndicesSay(DataFragment fragment) throws IOException {
        if (!usesIndices || table.indices().isEmpty()) {
            return new Part(Optional.empty(), Optional.of(filter), columns);
        }
        IndexPlan.Candidates candidates = indexPlan().candidates(fragment.id());
        if (candidates.residual().isEmpty()) {
            return new Part(candidates.rows(), Optional.empty(), table.project(java.util.List.of()));
        }
        if (candidates.residual().get().equals(filter.predicate())) {
            return new Part(candidates.rows(), Optional.of(filter), columns);
        }
        Filter residual = Filter.of(candidates.residual().get());
        return new Part(candidates.rows(), Optional.of(residual), table.project(residual.columns()));
    }

    /// What the indices were asked and what they said, for people to read.
    synchronized String explain() throws IOException {
        if (!usesIndices) {
            return "indices are not to be used";
        }
        return table.indices().isEmpty()
                ? "the table has no index"
                : indexPlan().explain();
    }

    private IndexPlan indexPlan() throws IOException {
        IndexPlan plan = indexPlan;
        if (plan == null) {
            plan = new IndexPlan(filter.predicate(), table.scalarIndices());
            indexPlan = plan;
        }
        return plan;
    }
}
