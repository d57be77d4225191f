package dev.evodb.lance.encoding;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.proto.MessageReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `CompressiveEncoding` messages to records.
final class EncodingParser {
    private static final String ACCEPTED = "flat, variable, out_of_line_bitpacking, inline_bitpacking, fsst, rle, "
            + "byte_stream_split, general, fixed_size_list, packed_struct, variable_packed_struct, constant, range, delta";

    /// Widest row of a packed struct: 64 MiB, a bound against nonsense.
    private static final int MAX_ROW_BITS = 1 << 29;

    private final int maxDepth;

    EncodingParser(int maxDepth) {
        this.maxDepth = maxDepth;
    }

    /// Parses the `message` that starts at `at`.
    Encoding parse(Location at, MessageReader message) {
        return parse(at, message, 1);
    }

    private Encoding parse(Location at, MessageReader message, int depth) {
        if (depth > maxDepth) {
            throw new LimitExceededException("encoding depth", maxDepth, depth, at);
        }
        Optional<Encoding> found = Optional.empty();
        while (message.next()) {
            Location here = message.at();
            Encoding encoding = switch (message.field()) {
                case 1 -> flat(here, message.message("Flat"));
                case 2 -> variable(here, message.message("Variable"), depth);
                case 3 -> constant(here, message.message("Constant"));
                case 4 -> outOfLineBitpacking(here, message.message("OutOfLineBitpacking"), depth);
                case 5 -> inlineBitpacking(here, message.message("InlineBitpacking"));
                case 6 -> fsst(here, message.message("Fsst"), depth);
                case 7 -> throw unsupported("dictionary", here);
                case 8 -> rle(here, message.message("Rle"), depth);
                case 9 -> byteStreamSplit(here, message.message("ByteStreamSplit"), depth);
                case 10 -> general(here, message.message("General"), depth);
                case 11 -> fixedSizeList(here, message.message("FixedSizeList"), depth);
                case 12 -> packedStruct(here, message.message("PackedStruct"), depth);
                case 13 -> variablePackedStruct(message.message("VariablePackedStruct"), depth);
                case 14 -> range(here, message.message("Range"));
                case 15 -> delta(here, message.message("Delta"), depth);
                default -> throw unsupported("field " + message.field(), here);
            };
            found = Optional.of(encoding);
        }
        return found.orElseThrow(() -> new CorruptFileException(at, "CompressiveEncoding has no encoding"));
    }

    private static UnsupportedFeatureException unsupported(String found, Location at) {
        return new UnsupportedFeatureException("encoding", found, ACCEPTED, at);
    }

    /// A `Flat` message: a width that values need not have in memory, and the compression of the one
    /// buffer.
    private record FlatMessage(int bits, Optional<Compression> compression) {
        static FlatMessage read(MessageReader message) {
            int bits = 0;
            Optional<Compression> compression = Optional.empty();
            while (message.next()) {
                switch (message.field()) {
                    case 1 -> bits = message.count();
                    case 2 -> compression = bufferCompression(message);
                    default -> message.skip();
                }
            }
            return new FlatMessage(bits, compression);
        }
    }

    private static Encoding flat(Location at, MessageReader message) {
        FlatMessage flat = FlatMessage.read(message);
        int bits = flat.bits;
        if (bits != 1 && (bits == 0 || (bits & 7) != 0)) {
            throw new UnsupportedFeatureException("flat width", bits + " bits", "1 bit, whole bytes", at);
        }
        return compressed(flat.compression, new Flat(bits));
    }

    /// An encoding of one buffer, which is compressed as a whole.
    private static Encoding compressed(Optional<Compression> compression, Encoding encoding) {
        return compression.<Encoding>map(found -> new General(found, encoding)).orElse(encoding);
    }

    private Encoding variable(Location at, MessageReader message, int depth) {
        Optional<Encoding> offsets = Optional.empty();
        Optional<Compression> compression = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> offsets = Optional.of(parse(message.at(), message.message("CompressiveEncoding"), depth + 1));
                case 2 -> compression = bufferCompression(message);
                default -> message.skip();
            }
        }
        if (compression.isPresent()) {
            throw new UnsupportedFeatureException(
                    "variable values", "compressed by " + compression.get(), "plain bytes behind their offsets", at);
        }
        int bits = flatChild(offsets, "variable offsets", at);
        if (bits != 32 && bits != 64) {
            throw new UnsupportedFeatureException("variable offsets", bits + " bits", "32 bits, 64 bits", at);
        }
        return new Variable(bits);
    }

    private Encoding outOfLineBitpacking(Location at, MessageReader message, int depth) {
        int uncompressedBits = 0;
        Optional<FlatMessage> packed = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> uncompressedBits = wordBits(message);
                case 3 -> packed = packed(message.at(), message.message("CompressiveEncoding"), depth + 1);
                default -> message.skip();
            }
        }
        checkWordBits(uncompressedBits, at);
        int packedBits = packed.map(FlatMessage::bits).orElse(-1);
        if (packedBits < 0 || packedBits > uncompressedBits) {
            throw new CorruptFileException(
                    at,
                    "out_of_line_bitpacking packs " + uncompressedBits + " bits into "
                            + (packedBits < 0 ? "nothing" : Integer.toString(packedBits)));
        }
        return compressed(
                packed.flatMap(FlatMessage::compression), new OutOfLineBitpacking(uncompressedBits, packedBits));
    }

    /// The `values` of an out-of-line bit-packing, which are a `Flat` of any width.
    private Optional<FlatMessage> packed(Location at, MessageReader message, int depth) {
        if (depth > maxDepth) {
            throw new LimitExceededException("encoding depth", maxDepth, depth, at);
        }
        Optional<FlatMessage> flat = Optional.empty();
        while (message.next()) {
            if (message.field() != 1) {
                throw new UnsupportedFeatureException(
                        "out_of_line_bitpacking values", "field " + message.field(), "flat", message.at());
            }
            flat = Optional.of(FlatMessage.read(message.message("Flat")));
        }
        return flat;
    }

    private static Encoding inlineBitpacking(Location at, MessageReader message) {
        int uncompressedBits = 0;
        Optional<Compression> compression = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> uncompressedBits = wordBits(message);
                case 2 -> compression = bufferCompression(message);
                default -> message.skip();
            }
        }
        checkWordBits(uncompressedBits, at);
        return compressed(compression, new InlineBitpacking(uncompressedBits));
    }

    private Encoding fsst(Location at, MessageReader message, int depth) {
        Optional<SymbolTable> symbols = Optional.empty();
        Optional<Encoding> values = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> symbols = Optional.of(SymbolTable.parse(message.bytes()));
                case 2 -> values = Optional.of(parse(message.at(), message.message("CompressiveEncoding"), depth + 1));
                default -> message.skip();
            }
        }
        SymbolTable table = symbols.orElseThrow(() -> new CorruptFileException(at, "fsst has no symbol_table"));
        return new Fsst(table, required(values, "fsst values", at));
    }

    private Encoding rle(Location at, MessageReader message, int depth) {
        Optional<Encoding> values = Optional.empty();
        Optional<Encoding> lengths = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> values = Optional.of(parse(message.at(), message.message("CompressiveEncoding"), depth + 1));
                case 2 -> lengths = Optional.of(parse(message.at(), message.message("CompressiveEncoding"), depth + 1));
                default -> message.skip();
            }
        }
        int lengthBits = flatChild(lengths, "rle run_lengths", at);
        if (lengthBits != 8) {
            throw new UnsupportedFeatureException("rle run_lengths", lengthBits + " bits", "8 bits", at);
        }
        return new Rle(wholeBytes(flatChild(values, "rle values", at), "rle values", at));
    }

    private Encoding byteStreamSplit(Location at, MessageReader message, int depth) {
        Optional<Encoding> values = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> values = Optional.of(parse(message.at(), message.message("CompressiveEncoding"), depth + 1));
                default -> message.skip();
            }
        }
        String what = "byte_stream_split values";
        return new ByteStreamSplit(wholeBytes(flatChild(values, what, at), what, at));
    }

    private Encoding general(Location at, MessageReader message, int depth) {
        Optional<Compression> compression = Optional.empty();
        Optional<Encoding> values = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> compression = bufferCompression(message);
                case 3 -> values = Optional.of(parse(message.at(), message.message("CompressiveEncoding"), depth + 1));
                default -> message.skip();
            }
        }
        return new General(
                compression.orElseThrow(() -> new CorruptFileException(at, "general has no compression")),
                required(values, "general values", at));
    }

    /// The `BufferCompression` that is the current field of `message`.
    private static Optional<Compression> bufferCompression(MessageReader message) {
        Location at = message.at();
        MessageReader compression = message.message("BufferCompression");
        int scheme = 0;
        while (compression.next()) {
            switch (compression.field()) {
                case 1 -> scheme = compression.count();
                default -> compression.skip();
            }
        }
        return Optional.of(Compression.ofWireNumber(scheme, at));
    }

    private static Encoding constant(Location at, MessageReader message) {
        Optional<ByteSlice> value = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> value = Optional.of(message.bytes());
                default -> message.skip();
            }
        }
        int length = value.map(ByteSlice::length).orElse(0);
        if (length > Constant.MAX_BYTES) {
            throw new UnsupportedFeatureException(
                    "constant value", length + " bytes", "0.." + Constant.MAX_BYTES + " bytes", at);
        }
        return new Constant(value.orElseGet(() -> ByteSlice.of(new byte[0], at)));
    }

    private Encoding packedStruct(Location at, MessageReader message, int depth) {
        long[] childBits = {};
        Optional<Encoding> values = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> childBits = message.appendVarints(childBits);
                case 2 -> values = Optional.of(parse(message.at(), message.message("CompressiveEncoding"), depth + 1));
                default -> message.skip();
            }
        }
        List<Integer> bits = new ArrayList<>();
        long rowBits = 0;
        for (long child : childBits) {
            if (child < 1 || child > MAX_ROW_BITS || (child & 7) != 0) {
                throw new UnsupportedFeatureException(
                        "packed_struct child", Long.toUnsignedString(child) + " bits", "whole bytes", at);
            }
            rowBits += child;
            bits.add((int) child);
        }
        if (rowBits == 0) {
            throw new CorruptFileException(at, "packed_struct has no children");
        }
        if (rowBits > MAX_ROW_BITS) {
            throw new LimitExceededException("packed row bits", MAX_ROW_BITS, rowBits, at);
        }
        return new PackedStruct(bits, required(values, "packed_struct values", at));
    }

    private Encoding variablePackedStruct(MessageReader message, int depth) {
        List<VariablePackedStruct.Child> children = new ArrayList<>();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> children.add(packedChild(message.at(), message.message("FieldEncoding"), depth));
                default -> message.skip();
            }
        }
        return new VariablePackedStruct(children);
    }

    private VariablePackedStruct.Child packedChild(Location at, MessageReader message, int depth) {
        Optional<Encoding> values = Optional.empty();
        int bits = 0;
        boolean isVariable = false;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> values = Optional.of(parse(message.at(), message.message("CompressiveEncoding"), depth + 1));
                case 2 -> {
                    bits = message.count();
                    isVariable = false;
                }
                case 3 -> {
                    bits = message.count();
                    isVariable = true;
                }
                default -> message.skip();
            }
        }
        if (isVariable) {
            if (bits != 8 && bits != 16 && bits != 32 && bits != 64) {
                throw new CorruptFileException(
                        at, "variable_packed_struct length has " + bits + " bits, allowed 8, 16, 32, 64");
            }
        } else if (bits < 8 || bits > MAX_ROW_BITS || (bits & 7) != 0) {
            throw new UnsupportedFeatureException("variable_packed_struct child", bits + " bits", "whole bytes", at);
        }
        return new VariablePackedStruct.Child(
                required(values, "variable_packed_struct value", at), isVariable, bits >>> 3);
    }

    private static Encoding range(Location at, MessageReader message) {
        int bits = 0;
        long start = 0;
        long step = 0;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> bits = sequenceBits(message);
                case 2 -> start = message.uint64();
                case 3 -> step = message.uint64();
                default -> message.skip();
            }
        }
        checkSequenceBits(bits, at);
        return new Range(bits, start, step);
    }

    private Encoding delta(Location at, MessageReader message, int depth) {
        int bits = 0;
        long base = 0;
        Optional<Encoding> deltas = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> bits = sequenceBits(message);
                case 2 -> base = message.uint64();
                case 3 -> deltas = Optional.of(parse(message.at(), message.message("CompressiveEncoding"), depth + 1));
                default -> message.skip();
            }
        }
        checkSequenceBits(bits, at);
        return new Delta(bits, base, required(deltas, "delta deltas", at));
    }

    private static int sequenceBits(MessageReader message) {
        int bits = message.count();
        checkSequenceBits(bits, message.at());
        return bits;
    }

    private static void checkSequenceBits(int bits, Location at) {
        if (bits != 32 && bits != 64) {
            throw new CorruptFileException(at, "numbers of a sequence have " + bits + " bits, allowed 32, 64");
        }
    }

    private Encoding fixedSizeList(Location at, MessageReader message, int depth) {
        int items = 0;
        Optional<Encoding> values = Optional.empty();
        boolean hasValidity = false;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> items = message.count();
                case 2 -> values = Optional.of(parse(message.at(), message.message("CompressiveEncoding"), depth + 1));
                case 3 -> hasValidity = message.bool();
                default -> message.skip();
            }
        }
        if (items == 0) {
            throw new CorruptFileException(at, "fixed_size_list has 0 items per value");
        }
        if (items > FixedSizeList.MAX_ITEMS) {
            throw new LimitExceededException("fixed-size list items", FixedSizeList.MAX_ITEMS, items, at);
        }
        FixedSizeList list = new FixedSizeList(items, required(values, "fixed_size_list values", at), hasValidity);
        if (list.flatItems() > Integer.MAX_VALUE) {
            throw new LimitExceededException(
                    "items of nested fixed-size lists", Integer.MAX_VALUE, list.flatItems(), at);
        }
        return list;
    }

    private static Encoding required(Optional<Encoding> child, String what, Location at) {
        return child.orElseThrow(() -> new CorruptFileException(at, what + " are missing"));
    }

    private static int flatChild(Optional<Encoding> child, String what, Location at) {
        Encoding found = required(child, what, at);
        if (found instanceof Flat(int bitsPerValue)) {
            return bitsPerValue;
        }
        throw new UnsupportedFeatureException(what, found.kind(), "flat", at);
    }

    private static int wholeBytes(int bits, String what, Location at) {
        if ((bits & 7) != 0) {
            throw new UnsupportedFeatureException(what, bits + " bits", "whole bytes", at);
        }
        return bits;
    }

    private static int wordBits(MessageReader message) {
        int bits = message.count();
        checkWordBits(bits, message.at());
        return bits;
    }

    private static void checkWordBits(int bits, Location at) {
        if (bits != 8 && bits != 16 && bits != 32 && bits != 64) {
            throw new CorruptFileException(at, "bit-packed words have " + bits + " bits, allowed 8, 16, 32, 64");
        }
    }
}
