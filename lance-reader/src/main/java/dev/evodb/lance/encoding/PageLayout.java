package dev.evodb.lance.encoding;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.lance.ReadLimits;
import java.util.Optional;

/// How one page of a column is laid out: a `PageLayout` message of file version 2.1 and later, parsed
/// once.
///
/// Source: lance: `protos/encodings_v2_1.proto`, message `PageLayout`.
public sealed interface PageLayout {
    Layers layers();

    /// Small values in chunks of a few KiB, each decoded alone.
    ///
    /// Page buffers: chunk table, chunks, dictionary (if any), repetition index (if there are lists;
    /// always last). `items` counts value slots; a chunk has `valueBuffers` value buffers; the repetition
    /// index has `indexDepth + 1` numbers for each, and is absent if that depth is 0. Sizes are 32 bit
    /// with `hasLargeChunks`, else 16 bit.
    record MiniBlock(
            Optional<Encoding> repetition,
            Optional<Encoding> definition,
            Encoding values,
            Optional<Dictionary> dictionary,
            Layers layers,
            int valueBuffers,
            int indexDepth,
            long items,
            boolean hasLargeChunks)
            implements PageLayout {}

    /// The dictionary of a mini-block page, in page buffer 2: a block of `size` items. Chunk values are
    /// indices.
    record Dictionary(Encoding items, int size) {}

    /// All values equal, or all null. Levels are unsigned 16-bit numbers, or a block where an encoding is
    /// given.
    record Constant(
            Layers layers,
            Optional<ByteSlice> inlineValue,
            Optional<Encoding> repetition,
            Optional<Encoding> definition,
            long repetitionLevels,
            long definitionLevels)
            implements PageLayout {}

    /// Wide values, each behind a control word with its levels.
    ///
    /// Page buffers: data, and a row index if values vary in width or there are lists. `items` counts
    /// control words, `visibleItems` values.
    record FullZip(
            int repetitionBits,
            int definitionBits,
            Width width,
            long items,
            long visibleItems,
            Encoding values,
            Layers layers)
            implements PageLayout {
        /// Bytes of a control word: 0, 1, 2 or 4.
        public int controlBytes() {
            int bits = repetitionBits + definitionBits;
            return bits == 0 ? 0 : bits <= 8 ? 1 : bits <= 16 ? 2 : 4;
        }
    }

    /// Descriptions of bytes that lie elsewhere: `inner` holds positions and sizes, all of them valid,
    /// and tells nulls by descriptions of no bytes. There are no lists.
    record Blob(PageLayout inner, Layers layers) implements PageLayout {}

    /// Width of the values of a full-zip page.
    sealed interface Width {
        /// Every value has `bytes`, also if it is null. With 0 bytes, values are lists of nothing but
        /// nulls.
        record Fixed(int bytes) implements Width {}

        /// A value that is not null starts with its length in `lengthBytes`.
        record Prefixed(int lengthBytes) implements Width {}
    }

    /// Parses the message that fills `bytes`.
    ///
    /// @throws dev.evodb.error.CorruptFileException if it is not one
    /// @throws dev.evodb.error.UnsupportedFeatureException for a layout or encoding that is not read
    /// @throws dev.evodb.error.LimitExceededException if it nests too deeply
    static PageLayout parse(ByteSlice bytes, ReadLimits limits) {
        return new PageLayoutParser(limits).parse(bytes);
    }
}
