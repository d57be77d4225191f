package dev.evodb.snippets.lance;

import dev.evodb.error.CorruptFileException;
import dev.evodb.vector.Metric;

/// One partition as it arrived: row `i` of every section belongs together. Immutable, shared.
///
/// The sections that loops run over are checked here, once. Payload offsets are checked when a hit asks
/// for its payload: a search reads some thousand rows and answers ten.
public final class PackPartition {
    private static final int AT_ROWS = 0;
    private static final int AT_NUMBER = 4;
    private static final int AT_DATA_BYTES = 8;

    private final PackHead head;
    private final int number;
    private final int rows;
    private final byte[] bytes;
    private final PartitionLayout layout;
    private final float[] scales;
    private final float[] norms;
    private final int[] rowIdsLow;
    private final int[] rowIdsHigh;
    private final int[] payloadOffsets;
    private final int dataBytes;

    private final Lanes.Code code;

    private PackPartition(PackHead head, int number, PackBytes source, Lanes lanes) {
        this.head = head;
        this.number = number;
        this.rows = head.partitionRows(number);
        require(0, "length", source.length(), head.partitionBytes(number));
        int most = source.length()
                / PartitionLayout.rowBytes(head.metric(), head.dims(), head.rowIdBytes(), head.columns());
        if (rows > most) {
            throw corrupt(AT_ROWS, "row count", rows, most);
        }
        layout = PartitionLayout.of(head.metric(), head.dims(), head.rowIdBytes(), head.columns(), rows);
        int left = source.length() - layout.data();
        if (left < 0) {
            throw corrupt(0, "length", source.length(), layout.data());
        }
        int[] header = source.ints(0, PackFormat.PARTITION_HEADER_BYTES / 4);
        require(AT_ROWS, "row count", header[AT_ROWS >> 2], rows);
        require(AT_NUMBER, "partition number", header[AT_NUMBER >> 2], number);
        dataBytes = header[AT_DATA_BYTES >> 2];
        if (dataBytes < 0 || dataBytes > left) {
            throw corrupt(AT_DATA_BYTES, "payload length", dataBytes, left);
        }
        bytes = source.bytes();
        scales = source.floats(layout.scales(), rows);
        norms = source.floats(layout.norms(), (layout.rowIdsLow() - layout.norms()) >> 2);
        rowIdsLow = source.ints(layout.rowIdsLow(), rows);
        rowIdsHigh = source.ints(layout.rowIdsHigh(), (layout.payloadOffsets() - layout.rowIdsHigh()) >> 2);
        payloadOffsets = source.ints(layout.payloadOffsets(), rows * head.columns() + 1);
        code = lanes.code(
                bytes,
                layout.codes(),
                rows,
                PackFormat.planes(head.dims(), PackFormat.CODE_BITS),
                PackFormat.CODE_BITS,
                head.metric() == Metric.L2);
    }

    /// Reads partition `number` of `head` from exactly its bytes.
    ///
    /// @throws CorruptFileException if the bytes are not that partition
    public static PackPartition parse(PackHead head, int number, PackBytes bytes, Lanes lanes) {
        return new PackPartition(head, number, bytes, lanes);
    }

    private CorruptFileException corrupt(int offset, String what, int found, int needed) {
        return Damage.of(head.name(), number, 16.0 * head.partitionUnit(number) + offset, what, found, needed);
    }

    private void require(int offset, String what, int found, int needed) {
        if (found != needed) {
            throw corrupt(offset, what, found, needed);
        }
    }

    /// Which partition this is, from 0.
    public int number() {
        return number;
    }

    public int rows() {
        return rows;
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

    /// All bytes of the partition; copies and payload data are read from here. Shared, not to be
    /// changed.
    public byte[] bytes() {
        return bytes;
    }

    Lanes.Code code() {
        return code;
    }

    /// Where the 8-bit copy of row 0 starts in [#bytes].
    int copiesFrom() {
        return layout.copies();
    }

    /// What one step of a row's copy is worth.
    double scale(int row) {
        return scales[row];
    }

    /// Squared length of a row's copy; of L2 packs only.
    double norm(int row) {
        return norms[row];
    }

    /// Whether the payload of `row` in column `column` is null.
    public boolean isPayloadNull(int row, int column) {
        return payloadOffsets[row * head.columns() + column] < 0;
    }

    /// Where the UTF-8 of a payload value starts in [#bytes].
    ///
    /// @throws CorruptFileException if the value does not lie inside the payload data
    public int payloadFrom(int row, int column) {
        int value = row * head.columns() + column;
        int from = payloadOffsets[value] & 0x7FFFFFFF;
        int to = payloadOffsets[value + 1] & 0x7FFFFFFF;
        if (from > to || to > dataBytes) {
            throw corrupt(layout.payloadOffsets() + 4 * value, "end of a payload value", to, dataBytes);
        }
        return layout.data() + from;
    }

    /// Bytes of a payload value that [#payloadFrom] has accepted.
    public int payloadBytes(int row, int column) {
        int value = row * head.columns() + column;
        return (payloadOffsets[value + 1] & 0x7FFFFFFF) - (payloadOffsets[value] & 0x7FFFFFFF);
    }
}
