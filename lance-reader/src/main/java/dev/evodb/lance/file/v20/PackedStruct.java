package dev.evodb.lance.file.v20;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.decode.ItemRanges;
import dev.evodb.lance.decode.Parts;
import dev.evodb.lance.encoding.Values;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Structs of `rowBytes` bytes each: the values of the children, in order and without gaps. The buffers
/// that the children's encodings name do not exist.
record PackedStruct(List<ArrayEncoding> children, BufferRef buffer, int rowBytes) implements ArrayEncoding {
    private static final byte[] NONE = {};

    PackedStruct {
        children = List.copyOf(children);
    }

    @Override
    public String kind() {
        return "packed_struct";
    }

    /// Bytes of a value of `child`.
    ///
    /// @throws UnsupportedFeatureException if such values are not of so many whole bytes without nulls
    static long childBytes(ArrayEncoding child, Location at) {
        return switch (child) {
            case Flat flat when flat.bits() > 1 && flat.compression().isEmpty() -> flat.bits() >>> 3;
            case Nullable.NoNulls(ArrayEncoding values) -> childBytes(values, at);
            case FixedSizeList(int dimension, ArrayEncoding items) -> dimension * childBytes(items, at);
            case Flat _,
                    Nullable.SomeNulls _,
                    Nullable.AllNulls _,
                    ListOffsets _,
                    Struct _,
                    Binary _,
                    Dictionary _,
                    Fsst _,
                    PackedStruct _,
                    Bitpacked _,
                    BitpackedForNonNeg _,
                    FixedSizeBinary _,
                    Constant _ ->
                throw new UnsupportedFeatureException(
                        "packed_struct child", child.kind(), "flat whole bytes without nulls, lists of them", at);
        };
    }

    /// The values of all children.
    ///
    /// @throws CorruptFileException if the buffer has fewer structs
    Values.Packed readItems(ItemRanges ranges, PageBuffers page) throws IOException {
        int count = page.count(ranges);
        if (children.isEmpty()) {
            return new Values.Packed(List.of(), count);
        }
        PageBuffers.Stored stored = page.buffer(buffer, Optional.empty());
        if (ranges.end() > stored.size() / rowBytes) {
            throw new CorruptFileException(
                    stored.at(),
                    buffer + " has " + stored.size() + " bytes, " + ranges.end() + " structs of " + rowBytes
                            + " bytes need more");
        }
        ByteSlice bytes = Parts.join(page.read(stored, ranges.times(rowBytes)), stored.at());
        List<Values> values = new ArrayList<>(children.size());
        long from = bytes.from();
        for (ArrayEncoding child : children) {
            values.add(childValues(child, bytes.array(), (int) from, 1, count));
            from += childBytes(child, page.at());
        }
        return new Values.Packed(values, count);
    }

    /// `count` values of one child in all, `run` of them in each struct.
    private Values childValues(ArrayEncoding child, byte[] bytes, int from, int run, int count) {
        return switch (child) {
            case Flat flat -> new Values.Strided(bytes, from, rowBytes, run, flat.bits(), count);
            case Nullable.NoNulls(ArrayEncoding values) -> childValues(values, bytes, from, run, count);
            case FixedSizeList(int dimension, ArrayEncoding items) ->
                new Values.Lists(
                        dimension,
                        false,
                        NONE,
                        0,
                        childValues(items, bytes, from, run * dimension, Math.multiplyExact(count, dimension)),
                        count);
            case Nullable.SomeNulls _,
                    Nullable.AllNulls _,
                    ListOffsets _,
                    Struct _,
                    Binary _,
                    Dictionary _,
                    Fsst _,
                    PackedStruct _,
                    Bitpacked _,
                    BitpackedForNonNeg _,
                    FixedSizeBinary _,
                    Constant _ -> throw new IllegalStateException("checked when parsed: " + child.kind());
        };
    }
}
