package dev.evodb.lance;

import dev.evodb.lance.filter.Filter;
import dev.evodb.lance.manifest.DataFragment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.roaringbitmap.RoaringBitmap;

/// A scan, understood: what to read of which fragments. Immutable, thread-safe. The fragments are independent of each
/// other; what they give is put in their order.
///
/// `allowed` names, by fragment id, the physical rows that may pass at all, for fragments about which an index knows
/// that.
record ScanPlan(
        Fragments fragments,
        Projection projection,
        Optional<Filter> filter,
        Projection filterColumns,
        Map<Long, RoaringBitmap> allowed,
        int batchRows,
        int parallelism) {
    /// @throws IllegalArgumentException for unknown columns and for filters that do not make sense
    static ScanPlan of(LanceDataset table, ScanRequest request) {
        List<String> names = new ArrayList<>(request.columns().orElseGet(table::columnNames));
        if (request.hasRowId() && !names.contains(LanceDataset.ROW_ID)) {
            names.add(LanceDataset.ROW_ID);
        }
        if (request.hasRowAddress() && !names.contains(LanceDataset.ROW_ADDRESS)) {
            names.add(LanceDataset.ROW_ADDRESS);
        }
        Optional<Filter> filter = request.filter().map(text -> Filter.parse(text, table.schema()));
        return new ScanPlan(
                table.fragments(),
                table.project(names),
                filter,
                table.project(filter.map(Filter::columns).orElseGet(List::of)),
                Map.of(),
                request.batchRows(),
                parallelism(request));
    }

    /// Starts on one fragment; for one thread, which closes it.
    FragmentScan scan(DataFragment fragment) throws IOException {
        return new FragmentScan(this, fragments.reader(fragment), candidates(fragment));
    }

    /// The rows of `fragment` that the scan has to look at.
    CandidateRows candidates(DataFragment fragment) throws IOException {
        return new CandidateRows(
                fragments.physicalRows(fragment), fragments.deletions(fragment), allowed.get(fragment.id()));
    }

    /// How many rows to read at once, so that columns of `projection` stay within the limit of memory as far as that
    /// can be told without reading them.
    int rowsAtOnce(Projection columns) {
        return rowsWithin(fragments.limits().decodedBytes(), columns);
    }

    /// As [#rowsAtOnce], within `bytes`.
    int rowsWithin(long bytes, Projection columns) {
        // Half, because rows of variable length are only guessed; a guess that was too low is corrected when met.
        return Math.clamp(bytes / 2 / columns.rowBytes(), 1, batchRows);
    }

    /// Rows that pass a filter can be counted by one thread only, in their order.
    private static int parallelism(ScanRequest request) {
        boolean countsPassing =
                request.filter().isPresent() && (request.offset() > 0 || request.limit().isPresent());
        return countsPassing ? 1 : request.parallelism();
    }
}
