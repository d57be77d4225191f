package dev.evodb.lance.encoding;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.UnsupportedFeatureException;
import java.util.Arrays;

/// How values lie in buffers: a `CompressiveEncoding` message, parsed once and immutable.
///
/// The same encoding occurs in three places, which differ in their bytes: the value buffers of a mini-block
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
                FixedSizeList {

    /// The format's name of this kind.
    String kind();

    /// How many value buffers of a chunk this encoding takes.
    default int chunkBuffers() {
        return switch (this) {
            case Flat _, Variable _, InlineBitpacking _, OutOfLineBitpacking _, ByteStreamSplit _ -> 1;
            case Rle _ -> 2;
            case Fsst(var _, Encoding values) -> values.chunkBuffers();
            case General(var _, Encoding values) -> values.chunkBuffers();
            case FixedSizeList(var _, Encoding values, boolean hasValidity) ->
                values.chunkBuffers() + (hasValidity ? 1 : 0);
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
                symbols.decode(values.decodeChunk(buffers, first, count, budget), budget, buffer.at());
            case Rle rle -> rle.decode(buffer, buffers[first + 1], count, budget);
            case ByteStreamSplit split -> split.decode(buffer, count, budget);
            case General(Compression compression, Encoding values) -> {
                ByteSlice[] plain = Arrays.copyOfRange(buffers, first, buffers.length);
                plain[0] = compression.decompress(buffer, budget);
                yield values.decodeChunk(plain, 0, count, budget);
            }
            case FixedSizeList list -> list.unpackChunk(buffers, first, count, budget);
        };
    }

    /// Decodes the `count` values that fill `block`. The result may be a view of it.
    ///
    /// @throws CorruptFileException if it does not hold `count` values
    /// @throws UnsupportedFeatureException for a fixed-size list, which no known writer stores as a block
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
            case FixedSizeList _ ->
                throw new UnsupportedFeatureException(
                        "block encoding", kind(), "encodings of single values", block.at());
        };
    }

    /// Decodes full-zip values of one width: `count` values, each filling the first `width` of its `stride`
    /// bytes.
    ///
    /// @throws CorruptFileException if `bytes` is too short, or a value of this encoding has another width
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
            case Variable _, InlineBitpacking _, OutOfLineBitpacking _, Fsst _, Rle _, ByteStreamSplit _, General _ ->
                throw notPerValue(bytes, "flat, fixed_size_list");
        };
    }

    /// Decodes full-zip values of varying width, one by one: `spans` are their stored bytes, in `bytes`.
    ///
    /// @throws CorruptFileException if a value's bytes do not decode
    default Values decodeEach(ByteSlice bytes, Values.Spans spans, DecodeBudget budget) {
        return switch (this) {
            case Variable _ -> spans;
            case Fsst(SymbolTable symbols, Encoding values) ->
                symbols.decode(values.decodeEach(bytes, spans, budget), budget, bytes.at());
            case General(Compression compression, Encoding values) ->
                values.decodeEachPlain(compression.decompressEach(bytes, spans, budget), bytes, budget);
            case Flat _, FixedSizeList _, InlineBitpacking _, OutOfLineBitpacking _, Rle _, ByteStreamSplit _ ->
                throw notPerValue(bytes, "variable, fsst, general");
        };
    }

    /// Decodes values that were decompressed one by one.
    private Values decodeEachPlain(Values.Spans plain, ByteSlice at, DecodeBudget budget) {
        return switch (this) {
            case Variable _, Fsst _, General _ -> decodeEach(ByteSlice.of(plain.bytes(), at.at()), plain, budget);
            case Flat _, FixedSizeList _, InlineBitpacking _, OutOfLineBitpacking _, Rle _, ByteStreamSplit _ ->
                throw notPerValue(at, "variable, fsst, general");
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
