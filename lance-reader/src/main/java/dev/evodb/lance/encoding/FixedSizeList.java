package dev.evodb.lance.encoding;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.UnsupportedFeatureException;

/// Lists of `items` values each; with `hasValidity` a bitmap tells which items are null. Lists nest.
///
/// Chunk: the bitmap over all items of the chunk, then the buffers of `values`. Full-zip value: for each
/// nested list, outer first, a bitmap over its items in this value, padded to a byte, then the values.
public record FixedSizeList(int items, Encoding values, boolean hasValidity) implements Encoding {
    /// Items that a list may have: a bound against nonsense, far above any vector model.
    public static final int MAX_ITEMS = 1 << 16;

    private static final byte[] NO_BITS = {};

    public FixedSizeList {
        if (items < 1 || items > MAX_ITEMS) {
            throw new IllegalArgumentException("items must be in 1..=" + MAX_ITEMS + ", got " + items);
        }
    }

    /// Single values in one list, through all nested lists.
    long flatItems() {
        return items * (values instanceof FixedSizeList inner ? inner.flatItems() : 1L);
    }

    @Override
    public String kind() {
        return "fixed_size_list";
    }

    Values.Lists unpackChunk(ByteSlice[] buffers, int first, int count, DecodeBudget budget) {
        int all = itemCount(count, buffers[first]);
        if (!hasValidity) {
            return new Values.Lists(items, false, NO_BITS, 0, values.decodeChunk(buffers, first, all, budget), count);
        }
        ByteSlice bits = buffers[first];
        int from = bits.require(0, (all + 7L) >>> 3, "validity of " + all + " items");
        Values decoded = values.decodeChunk(buffers, first + 1, all, budget);
        return new Values.Lists(items, true, bits.array(), (long) from << 3, decoded, count);
    }

    Values.Lists unpackBlock(ByteSlice block, int count, DecodeBudget budget) {
        if (hasValidity) {
            throw new UnsupportedFeatureException(
                    "block encoding", "fixed_size_list with null items", "lists without null items", block.at());
        }
        Values decoded = values.decodeBlock(block, itemCount(count, block), budget);
        return new Values.Lists(items, false, NO_BITS, 0, decoded, count);
    }

    Values unpackRows(ByteSlice bytes, long from, int stride, int count, DecodeBudget budget) {
        return unpackRows(bytes, from, stride, 1, count, budget);
    }

    /// `outer` lists of this kind lie in each row.
    private Values.Lists unpackRows(ByteSlice bytes, long from, int stride, int outer, int count, DecodeBudget budget) {
        int perRow = itemCount(outer, bytes);
        int all = itemCount(Math.multiplyFull(outer, count), bytes);
        byte[] validity = NO_BITS;
        long next = from;
        if (hasValidity) {
            int rowBytes = (perRow + 7) >>> 3;
            bytes.require(from, count == 0 ? 0 : (long) (count - 1) * stride + rowBytes, "validity of items");
            validity = new byte[budget.checkArray((all + 7L) >>> 3, 1, bytes.at())];
            for (int row = 0; row < count; row++) {
                long rowFrom = bytes.from() + from + (long) row * stride;
                Bits.copy(bytes.array(), rowFrom << 3, validity, (long) row * perRow, perRow);
            }
            next += count == 0 ? 0 : rowBytes;
        }
        Values decoded = switch (values) {
            case Flat flat -> flat.decodeRuns(bytes, next, stride, perRow, count);
            case FixedSizeList inner -> inner.unpackRows(bytes, next, stride, perRow, count, budget);
            case Variable _,
                    InlineBitpacking _,
                    OutOfLineBitpacking _,
                    Fsst _,
                    Rle _,
                    ByteStreamSplit _,
                    General _,
                    PackedStruct _,
                    VariablePackedStruct _,
                    Constant _,
                    Range _,
                    Delta _ ->
                throw new UnsupportedFeatureException(
                        "full-zip item encoding", values.kind(), "flat, fixed_size_list", bytes.at());
        };
        return new Values.Lists(items, hasValidity, validity, 0, decoded, outer * count);
    }

    /// Bytes of one full-zip value with `outer` lists of this kind.
    long rowBytes(long outer) {
        long perRow = outer * items;
        long bits = hasValidity ? (perRow + 7) >>> 3 : 0;
        return bits
                + switch (values) {
                    case Flat flat -> flat.byteLength(perRow);
                    case FixedSizeList inner -> inner.rowBytes(perRow);
                    case Variable _,
                            InlineBitpacking _,
                            OutOfLineBitpacking _,
                            Fsst _,
                            Rle _,
                            ByteStreamSplit _,
                            General _,
                            PackedStruct _,
                            VariablePackedStruct _,
                            Constant _,
                            Range _,
                            Delta _ -> 0;
                };
    }

    private int itemCount(long lists, ByteSlice at) {
        long all = lists * items;
        if (all > Integer.MAX_VALUE) {
            throw new CorruptFileException(at.at(), lists + " lists of " + items + " items are more than a page holds");
        }
        return (int) all;
    }
}
