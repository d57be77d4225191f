package dev.evodb.lance.encoding;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.UnsupportedFeatureException;
import java.util.Arrays;

/// How values lie in buffers: a `CompressiveEncoding` message, parsed once and immutable.
///
/// The same encoding occurs in three places, which differ in their bytes: the value buffers of a
/// mini-block
/// *chunk*, a *block* (one buffer with one sequence of values: dictionaries and levels), and the single
/// values of a *full-zip* page.
///
/// Source: lance: `protos/encodings_v2_1.proto`, message `CompressiveEncoding`.
public sealed interface Encoding
        permits Flat,
                Variable,
                InlineBitpacking,
                OutOfLineBitpacking,
                Fsst,
                Rle,
                ByteStreamSplit,
                General,
                FixedSizeList,
                PackedStruct,
                VariablePackedStruct,
                Constant,
                Range,
                Delta {

    /// The format's name of this kind.
    String kind();

    /// Whether values of this encoding can be those of a chunk. Sequences without bytes of their own
    /// cannot: the format does not tell where in them a chunk starts. Packed rows of varying length are
    /// full-zip values.
    default boolean isOfChunks() {
        return switch (this) {
            case Flat _, Variable _, InlineBitpacking _, OutOfLineBitpacking _, ByteStreamSplit _, Rle _ -> true;
            case Fsst(var _, Encoding values) -> values.isOfChunks();
            case General(var _, Encoding values) -> values.isOfChunks();
            case FixedSizeList(var _, Encoding values, var _) -> values.isOfChunks();
            case PackedStruct(var _, Encoding values) -> values.isOfChunks();
            case VariablePackedStruct _, Constant _, Range _, Delta _ -> false;
        };
    }

    /// Whether full-zip values of `width` bytes are the plain values, with nothing between or around
    /// them.
    default boolean isPlain(long width) {
        return switch (this) {
            case Flat(int bits) -> bits > 1 && bits >>> 3 == width;
            case FixedSizeList(int items, Encoding values, boolean hasValidity) ->
                !hasValidity && width % items == 0 && values.isPlain(width / items);
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
                    Delta _ -> false;
        };
    }

    /// Fewest bytes of a full-zip value that is not null.
    default int leastRowBytes() {
        return 0;
    }

    /// How many value buffers of a chunk this encoding takes.
    default int chunkBuffers() {
        return switch (this) {
            case Flat _, Variable _, InlineBitpacking _, OutOfLineBitpacking _, ByteStreamSplit _ -> 1;
            case Rle _ -> 2;
            case Fsst(var _, Encoding values) -> values.chunkBuffers();
            case General(var _, Encoding values) -> values.chunkBuffers();
            case PackedStruct(var _, Encoding values) -> values.chunkBuffers();
            case FixedSizeList(var _, Encoding values, boolean hasValidity) ->
                values.chunkBuffers() + (hasValidity ? 1 : 0);
            case VariablePackedStruct _, Constant _, Range _, Delta _ -> 0;
        };
    }

    /// Decodes the `count` values of a chunk from `buffers[first ..]`, of which there are at least
    /// [#chunkBuffers]. The result may be a view of the buffers.
    ///
    /// @throws CorruptFileException if the buffers do not hold `count` values
    default Values decodeChunk(ByteSlice[] buffers, int first, int count, DecodeBudget budget) {
        ByteSlice buffer = buffers[first];
        return switch (this) {
            case Flat flat -> flat.decode(buffer, count);
            case Variable variable -> variable.unpackChunk(buffer, count, budget);
            case InlineBitpacking packed -> packed.decode(buffer, count, budget);
            case OutOfLineBitpacking packed -> packed.decode(buffer, count, budget);
            case Fsst(SymbolTable symbols, Encoding values) ->
                symbols.over(values.decodeChunk(buffers, first, count, budget), buffer.at());
            case Rle rle -> rle.decode(buffer, buffers[first + 1], count, budget);
            case ByteStreamSplit split -> split.decode(buffer, count, budget);
            case General(Compression compression, Encoding values) -> {
                ByteSlice[] plain = Arrays.copyOfRange(buffers, first, buffers.length);
                plain[0] = compression.decompress(buffer, budget);
                yield values.decodeChunk(plain, 0, count, budget);
            }
            case FixedSizeList list -> list.unpackChunk(buffers, first, count, budget);
            case PackedStruct struct ->
                struct.split(struct.values().decodeChunk(buffers, first, count, budget), buffer.at());
            case VariablePackedStruct _, Constant _, Range _, Delta _ ->
                throw new UnsupportedFeatureException(
                        "mini-block value encoding", kind(), "encodings that are cut into chunks", buffer.at());
        };
    }

    /// Whether [#pickOfChunk] decodes values of this encoding without their neighbours.
    default boolean isPickable() {
        return switch (this) {
            case Variable _, InlineBitpacking _, OutOfLineBitpacking _ -> true;
            case Fsst(var _, Encoding values) -> values.isPickable();
            case General(var _, Encoding values) -> values.isPickable();
            case Flat _,
                    Rle _,
                    ByteStreamSplit _,
                    FixedSizeList _,
                    PackedStruct _,
                    VariablePackedStruct _,
                    Constant _,
                    Range _,
                    Delta _ -> false;
        };
    }

    /// As [#decodeChunk], but only the values `picks`, each in `[0, count)`. For encodings that are
    /// [#isPickable].
    ///
    /// @throws CorruptFileException if the buffers do not hold these values
    default Values pickOfChunk(ByteSlice[] buffers, int first, int count, int[] picks, DecodeBudget budget) {
        ByteSlice buffer = buffers[first];
        return switch (this) {
            case Variable variable -> variable.pickOfChunk(buffer, count, picks, budget);
            case InlineBitpacking packed -> packed.pick(buffer, count, picks, budget);
            case OutOfLineBitpacking packed -> packed.pick(buffer, count, picks, budget);
            case Fsst(SymbolTable symbols, Encoding values) ->
                symbols.over(values.pickOfChunk(buffers, first, count, picks, budget), buffer.at());
            case General(Compression compression, Encoding values) -> {
                ByteSlice[] plain = Arrays.copyOfRange(buffers, first, buffers.length);
                plain[0] = compression.decompress(buffer, budget);
                yield values.pickOfChunk(plain, 0, count, picks, budget);
            }
            case Flat _,
                    Rle _,
                    ByteStreamSplit _,
                    FixedSizeList _,
                    PackedStruct _,
                    VariablePackedStruct _,
                    Constant _,
                    Range _,
                    Delta _ ->
                throw new IllegalArgumentException(kind() + " values are not decoded without their neighbours");
        };
    }

    /// Decodes the `count` values that fill `block`. The result may be a view of it.
    ///
    /// @throws CorruptFileException if it does not hold `count` values
    /// @throws UnsupportedFeatureException for lists with null items and packed rows of varying
    ///     length, whose form as a block the format does not tell
    default Values decodeBlock(ByteSlice block, int count, DecodeBudget budget) {
        return switch (this) {
            case Flat flat -> flat.decode(block, count);
            case Variable variable -> variable.unpackBlock(block, count, budget);
            case InlineBitpacking packed -> packed.decode(block, count, budget);
            case OutOfLineBitpacking packed -> packed.decode(block, count, budget);
            case Fsst(SymbolTable symbols, Encoding values) ->
                symbols.decode(values.decodeBlock(block, count, budget), budget, block.at());
            case Rle rle -> rle.unpackBlock(block, count, budget);
            case ByteStreamSplit split -> split.decode(block, count, budget);
            case General(Compression compression, Encoding values) ->
                values.decodeBlock(compression.decompress(block, budget), count, budget);
            case FixedSizeList list -> list.unpackBlock(block, count, budget);
            case PackedStruct struct -> struct.split(struct.values().decodeBlock(block, count, budget), block.at());
            case Constant constant -> constant.unpackBlock(block, count, budget);
            case Range range -> range.unpackBlock(block, count, budget);
            case Delta delta -> delta.unpackBlock(block, count, budget);
            case VariablePackedStruct _ ->
                throw new UnsupportedFeatureException(
                        "block encoding", kind(), "encodings of single values", block.at());
        };
    }

    /// Decodes full-zip values of one width: `count` values, each filling the first `width` of its
    /// `stride` bytes.
    ///
    /// @throws CorruptFileException if `bytes` is too short, or a value of this encoding has another
    ///     width
    default Values decodeRows(ByteSlice bytes, long from, int stride, int width, int count, DecodeBudget budget) {
        return switch (this) {
            case Flat flat -> {
                checkWidth(flat.byteLength(1), width, bytes);
                yield flat.decodeRuns(bytes, from, stride, 1, count);
            }
            case FixedSizeList list -> {
                checkWidth(list.rowBytes(1), width, bytes);
                yield list.unpackRows(bytes, from, stride, count, budget);
            }
            case PackedStruct struct -> {
                checkWidth(struct.rowBytes(), width, bytes);
                yield struct.unpackRows(bytes, from, stride, count);
            }
            case Variable _,
                    InlineBitpacking _,
                    OutOfLineBitpacking _,
                    Fsst _,
                    Rle _,
                    ByteStreamSplit _,
                    General _,
                    VariablePackedStruct _,
                    Constant _,
                    Range _,
                    Delta _ -> throw notPerValue(bytes, "flat, fixed_size_list, packed_struct");
        };
    }

    /// Decodes full-zip values of varying width, one by one: `spans` are their stored bytes, in `bytes`.
    ///
    /// @throws CorruptFileException if a value's bytes do not decode
    default Values decodeEach(ByteSlice bytes, Values.Spans spans, DecodeBudget budget) {
        return switch (this) {
            case Variable _ -> spans;
            case Fsst(SymbolTable symbols, Encoding values) ->
                symbols.over(values.decodeEach(bytes, spans, budget), bytes.at());
            case General(Compression compression, Encoding values) ->
                values.decodeEachPlain(compression.decompressEach(bytes, spans, budget), bytes, budget);
            case VariablePackedStruct struct -> struct.unpackEach(bytes, spans, budget);
            case Flat _,
                    FixedSizeList _,
                    PackedStruct _,
                    InlineBitpacking _,
                    OutOfLineBitpacking _,
                    Rle _,
                    ByteStreamSplit _,
                    Constant _,
                    Range _,
                    Delta _ -> throw notPerValue(bytes, "variable, fsst, general, variable_packed_struct");
        };
    }

    /// Decodes values that were decompressed one by one.
    private Values decodeEachPlain(Values.Spans plain, ByteSlice at, DecodeBudget budget) {
        return switch (this) {
            case Variable _, Fsst _, General _, VariablePackedStruct _ ->
                decodeEach(ByteSlice.of(plain.bytes(), at.at()), plain, budget);
            case Flat _,
                    FixedSizeList _,
                    PackedStruct _,
                    InlineBitpacking _,
                    OutOfLineBitpacking _,
                    Rle _,
                    ByteStreamSplit _,
                    Constant _,
                    Range _,
                    Delta _ -> throw notPerValue(at, "variable, fsst, general, variable_packed_struct");
        };
    }

    private static void checkWidth(long needed, int width, ByteSlice bytes) {
        if (needed != width) {
            throw new CorruptFileException(
                    bytes.at(), "full-zip values have " + width + " bytes, their encoding needs " + needed);
        }
    }

    private UnsupportedFeatureException notPerValue(ByteSlice bytes, String accepted) {
        return new UnsupportedFeatureException("full-zip value encoding", kind(), accepted, bytes.at());
    }
}
