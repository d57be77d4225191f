package dev.evodb.lance.file.v20;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.decode.ItemRanges;
import dev.evodb.lance.proto.MessageReader;
import java.io.IOException;

/// How the items of a page lie in buffers: an `ArrayEncoding` message, parsed once and immutable.
///
/// Encodings nest. Any run of items can be read without the ones before it, except where bytes are
/// compressed.
///
/// Source: lance: `protos/encodings_v2_0.proto`, message `ArrayEncoding`.
public sealed interface ArrayEncoding
        permits Flat,
                Nullable,
                FixedSizeList,
                ListOffsets,
                Struct,
                Binary,
                Dictionary,
                Fsst,
                PackedStruct,
                Bitpacked,
                BitpackedForNonNeg,
                FixedSizeBinary,
                Constant {
    /// The type of the `Any` that holds the message in a page's description.
    String TYPE_URL = "/lance.encodings.ArrayEncoding";

    /// Parses the message that fills `bytes`.
    ///
    /// @throws CorruptFileException if it is broken
    /// @throws UnsupportedFeatureException for encodings that only test versions of 2.1 wrote, and
    ///     for buffers compressed in an unknown way
    static ArrayEncoding parse(ByteSlice bytes, ReadLimits limits) {
        MessageReader message = new MessageReader(bytes, "ArrayEncoding", limits.messageDepth());
        return new ArrayEncodingParser(limits.encodingDepth()).parse(bytes.at(), message);
    }

    /// The format's name of this kind.
    String kind();

    /// Bits of memory that reading an item takes for a moment, besides the bytes of values of varying
    /// length.
    default long bitsPerItem() {
        return switch (this) {
            case Flat flat -> flat.bits();
            case Nullable.NoNulls(ArrayEncoding values) -> values.bitsPerItem();
            case Nullable.SomeNulls(var _, ArrayEncoding values) -> 1 + values.bitsPerItem();
            case Nullable.AllNulls _ -> 1;
            case FixedSizeList(int dimension, ArrayEncoding items) -> dimension * items.bitsPerItem();
            case Binary _, ListOffsets _ -> 256;
            case Fsst(ArrayEncoding binary, var _) -> binary.bitsPerItem();
            case Dictionary(ArrayEncoding indices, var _, var _) -> 128 + indices.bitsPerItem();
            case PackedStruct struct -> 8L * struct.rowBytes();
            case Bitpacked packed -> packed.uncompressedBits();
            case BitpackedForNonNeg packed -> packed.uncompressedBits();
            case FixedSizeBinary(var _, int width) -> 8L * width + 32;
            case Constant _ -> 32;
            case Struct _ -> 0;
        };
    }

    /// Reads the items `ranges` of a page.
    ///
    /// @throws CorruptFileException if the page's buffers do not hold them
    default Items read(ItemRanges ranges, PageBuffers page) throws IOException {
        return switch (this) {
            case Flat flat -> new Items.Valid(flat.readItems(ranges, page));
            case Nullable nullable -> nullable.readItems(ranges, page);
            case FixedSizeList list -> list.readItems(ranges, page);
            case Binary binary -> binary.readItems(ranges, page);
            case Fsst fsst -> fsst.readItems(ranges, page);
            case Dictionary dictionary -> dictionary.readItems(ranges, page);
            case Bitpacked packed -> new Items.Valid(packed.readItems(ranges, page));
            case BitpackedForNonNeg packed -> new Items.Valid(packed.readItems(ranges, page));
            case FixedSizeBinary binary -> binary.readItems(ranges, page);
            case Constant constant -> new Items.Valid(constant.readItems(ranges, page));
            case PackedStruct struct -> new Items.Valid(struct.readItems(ranges, page));
            case ListOffsets _, Struct _ ->
                throw new CorruptFileException(
                        page.at(), "column is encoded as " + kind() + ", which holds no values of a leaf");
        };
    }
}
