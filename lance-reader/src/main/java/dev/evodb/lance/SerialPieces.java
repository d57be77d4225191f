package dev.evodb.lance;

import dev.evodb.lance.BatchScan.Piece;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads rows when they are asked for, and no others.
final class SerialPieces<T> implements BatchScan.PieceSource<T> {
    private final ScanPlan plan;
    private final BatchFormat<T> format;
    private final SelectedRows selected;
    private @Nullable RowRange left;
    private int mostRows;

    SerialPieces(ScanPlan plan, ScanRequest request, BatchFormat<T> format) {
        this.plan = plan;
        this.format = format;
        this.selected = new SelectedRows(plan, request);
        this.mostRows = plan.rowsAtOnce(plan.projection());
    }

    @Override
    public List<Piece<T>> next() throws IOException {
        RowRange rows = left == null ? selected.next() : left;
        if (rows == null) {
            return List.of();
        }
        List<Piece<T>> pieces = new ArrayList<>();
        long mostBytes = plan.fragments().limits().decodedBytes();
        int read = BatchScan.read(plan, format, selected.reader(), rows, mostRows, mostBytes, pieces);
        mostRows = read < Math.min(mostRows, rows.count()) ? read : mostRows;
        left = read == rows.count() ? null : rows.part(read, rows.count());
        return pieces;
    }

    @Override
    public void close() throws IOException {
        left = null;
        selected.close();
    }
}
