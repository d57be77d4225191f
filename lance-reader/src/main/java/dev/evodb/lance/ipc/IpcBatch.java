package dev.evodb.lance.ipc;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.encoding.DecodeBudget;

/// A record batch: a node for every field of the schema, depth first, and the buffers of all of them in
/// that order.
///
/// Source: arrow `format/Message.fbs`, table `RecordBatch`.
public final class IpcBatch {
    private static final int PAIR_BYTES = 16;

    private final long rows;
    private final ByteSlice nodes;
    private final ByteSlice buffers;
    private final ByteSlice body;
    private final BodyCompression compression;
    private final DecodeBudget budget;

    private IpcBatch(
            long rows,
            ByteSlice nodes,
            ByteSlice buffers,
            ByteSlice body,
            BodyCompression compression,
            DecodeBudget budget) {
        this.rows = rows;
        this.nodes = nodes;
        this.buffers = buffers;
        this.body = body;
        this.compression = compression;
        this.budget = budget;
    }

    static IpcBatch parse(FlatTable table, ByteSlice body, DecodeBudget budget) {
        IpcBatch batch = new IpcBatch(
                table.readCount(0),
                table.structs(1, PAIR_BYTES),
                table.structs(2, PAIR_BYTES),
                body,
                table.table(3, "BodyCompression").map(BodyCompression::parse).orElse(BodyCompression.NONE),
                budget);
        batch.checkBuffers();
        return batch;
    }

    public long rows() {
        return rows;
    }

    public int nodes() {
        return nodes.length() / PAIR_BYTES;
    }

    /// Entries of node `index`, in `[0, nodes())`.
    public long nodeRows(int index) {
        return nodes.readCountLE((long) index * PAIR_BYTES, "node length");
    }

    /// Nulls among them.
    public long nodeNulls(int index) {
        return nodes.readCountLE((long) index * PAIR_BYTES + 8, "null count");
    }

    public int buffers() {
        return buffers.length() / PAIR_BYTES;
    }

    /// The plain bytes of buffer `index`, in `[0, buffers())`: a view of the file, or decompressed into a
    /// new array.
    ///
    /// @throws CorruptFileException if it does not decompress to the size it states
    public ByteSlice buffer(int index) {
        long at = (long) index * PAIR_BYTES;
        long offset = buffers.readCountLE(at, "buffer offset");
        long length = buffers.readCountLE(at + 8, "buffer length");
        return compression.decompress(body.slice(offset, length, "buffer " + index), budget);
    }

    /// Buffers lie inside the body and do not overlap, so that none is decompressed for another one as
    /// well.
    private void checkBuffers() {
        long left = body.length();
        for (int i = 0; i < buffers(); i++) {
            long at = (long) i * PAIR_BYTES;
            long offset = buffers.readCountLE(at, "buffer offset");
            long length = buffers.readCountLE(at + 8, "buffer length");
            if (offset > body.length() || length > body.length() - offset) {
                throw new CorruptFileException(
                        buffers.at(at),
                        "buffer " + i + " at " + offset + " with " + length + " bytes is not inside a body of "
                                + body.length());
            }
            left -= length;
            if (left < 0) {
                throw new CorruptFileException(buffers.at(at), "buffers have more bytes than their body: they overlap");
            }
        }
    }
}
