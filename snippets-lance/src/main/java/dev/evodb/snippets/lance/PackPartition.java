package dev.evodb.snippets.lance;

import dev.evodb.bytes.LittleEndian;

/// One partition: row `i` of every section belongs together. A view of bytes that are known to be what a
/// packer wrote, see docs/format/edge-pack.md, "Trust": nothing is checked here. Immutable, shared.
public final class PackPartition {
    private final byte[] bytes;
    private final int rows;
    private final int metric;
    private final int dims;
    private final PartitionLayout layout;
    private final float[] base;
    private final int[] rowIdsLow;
    private final int[] rowIdsHigh;
    private final float[] corrections;

    /// Reads a partition of `head`; `source` must no longer change.
    public PackPartition(PackHead head, PackBytes source) {
        bytes = source.bytes();
        rows = source.ints(PackFormat.AT_PART_ROWS, 1)[0];
        metric = head.metric();
        dims = head.dims();
        layout = PartitionLayout.of(metric, dims, head.rowIdBytes(), head.columns(), rows);
        base = source.floats(layout.base(), dims);
        rowIdsLow = source.ints(layout.rowIdsLow(), rows);
        rowIdsHigh = source.ints(layout.rowIdsHigh(), head.rowIdBytes() == 8 ? rows : 0);
        corrections = source.floats(layout.corrections(), metric == PackFormat.METRIC_DOT ? 0 : rows);
    }

    public int rows() {
        return rows;
    }

    /// `(dims)`, what residuals are taken from. Shared, not to be changed.
    float[] base() {
        return base;
    }

    /// The identity of a row in the table, `[0, 2^53)`, exact.
    public double rowId(int row) {
        int low = rowIdsLow[row];
        return rowIdHigh(row) * 4294967296.0 + (low < 0 ? low + 4294967296.0 : low);
    }

    /// The low half of [#rowId].
    int rowIdLow(int row) {
        return rowIdsLow[row];
    }

    /// The high half of [#rowId].
    int rowIdHigh(int row) {
        return rowIdsHigh.length == 0 ? 0 : rowIdsHigh[row];
    }

    /// All bytes of the partition. Shared, not to be changed.
    public byte[] bytes() {
        return bytes;
    }

    /// Where the planes start in [#bytes].
    int planes() {
        return layout.planes();
    }

    /// The bias of a row; 0 but for L2.
    int bias(int row) {
        if (metric != PackFormat.METRIC_L2) {
            return 0;
        }
        int values = PackFormat.planes(dims, PackFormat.ROW_BITS, PackFormat.METRIC_DOT);
        return bytes[layout.planes() + 2 * (values * rows + row) + 1] & 0xFF;
    }

    /// Where the low code of a row starts in [#bytes].
    int low(int row) {
        return layout.lows() + row * PartitionLayout.lowBytes(dims);
    }

    /// What makes a row's score its distance; not for dot.
    double correction(int row) {
        return corrections[row];
    }

    /// Where the offsets of the payload's values start in [#bytes].
    public int payloadOffsets() {
        return layout.payloadOffsets();
    }

    /// Where the payload's text starts in [#bytes].
    public int text() {
        return layout.text();
    }

    /// Where the JSON of a payload value starts in [#bytes].
    public int payloadFrom(int row, int column) {
        return layout.text() + payloadOffset(row, column);
    }

    /// Where the JSON of a payload value ends in [#bytes]: at the comma behind it.
    public int payloadTo(int row, int column) {
        return layout.text() + payloadOffset(row + 1, column) - 1;
    }

    private int payloadOffset(int row, int column) {
        return LittleEndian.readInt(bytes, layout.payloadOffsets() + 4 * (column * rows + row));
    }
}
