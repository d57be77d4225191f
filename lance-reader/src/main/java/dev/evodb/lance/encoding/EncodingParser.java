package dev.evodb.lance.encoding;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.proto.MessageReader;
import java.util.Optional;

/// `CompressiveEncoding` messages to records.
final class EncodingParser {
    private static final String ACCEPTED = "flat, variable, out_of_line_bitpacking, inline_bitpacking, fsst, rle, "
            + "byte_stream_split, general, fixed_size_list";

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
                case 3 -> throw unsupported("constant", here);
                case 4 -> outOfLineBitpacking(here, message.message("OutOfLineBitpacking"), depth);
                case 5 -> inlineBitpacking(here, message.message("InlineBitpacking"));
                case 6 -> fsst(here, message.message("Fsst"), depth);
                case 7 -> throw unsupported("dictionary", here);
                case 8 -> rle(here, message.message("Rle"), depth);
                case 9 -> byteStreamSplit(here, message.message("ByteStreamSplit"), depth);
                case 10 -> general(here, message.message("General"), depth);
                case 11 -> fixedSizeList(here, message.message("FixedSizeList"), depth);
                case 12 -> throw unsupported("packed_struct", here);
                case 13 -> throw unsupported("variable_packed_struct", here);
                case 14 -> throw unsupported("range", here);
                case 15 -> throw unsupported("delta", here);
                default -> throw unsupported("field " + message.field(), here);
            };
            found = Optional.of(encoding);
        }
        return found.orElseThrow(() -> new CorruptFileException(at, "CompressiveEncoding has no encoding"));
    }

    private static UnsupportedFeatureException unsupported(String found, Location at) {
        return new UnsupportedFeatureException("encoding", found, ACCEPTED, at);
    }

    private static Encoding flat(Location at, MessageReader message) {
        return new Flat(flatBits(at, message, true));
    }

    /// The width of a `Flat` message; with `isStored`, one that values can have in memory.
    private static int flatBits(Location at, MessageReader message, boolean isStored) {
        int bits = 0;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> bits = message.count();
                case 2 -> rejectBufferCompression(message);
                default -> message.skip();
            }
        }
        if (isStored && bits != 1 && (bits == 0 || (bits & 7) != 0)) {
            throw new UnsupportedFeatureException("flat width", bits + " bits", "1 bit, whole bytes", at);
        }
        return bits;
    }

    private Encoding variable(Location at, MessageReader message, int depth) {
        Optional<Encoding> offsets = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> offsets = Optional.of(parse(message.at(), message.message("CompressiveEncoding"), depth + 1));
                case 2 -> rejectBufferCompression(message);
                default -> message.skip();
            }
        }
        int bits = flatChild(offsets, "variable offsets", at);
        if (bits != 32 && bits != 64) {
            throw new UnsupportedFeatureException("variable offsets", bits + " bits", "32 bits, 64 bits", at);
        }
        return new Variable(bits);
    }

    private Encoding outOfLineBitpacking(Location at, MessageReader message, int depth) {
        int uncompressedBits = 0;
        int packedBits = -1;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> uncompressedBits = wordBits(message);
                case 3 -> packedBits = packedBits(message.at(), message.message("CompressiveEncoding"), depth + 1);
                default -> message.skip();
            }
        }
        checkWordBits(uncompressedBits, at);
        if (packedBits < 0 || packedBits > uncompressedBits) {
            throw new CorruptFileException(
                    at,
                    "out_of_line_bitpacking packs " + uncompressedBits + " bits into "
                            + (packedBits < 0 ? "nothing" : Integer.toString(packedBits)));
        }
        return new OutOfLineBitpacking(uncompressedBits, packedBits);
    }

    /// The width in `values` of an out-of-line bit-packing, which is a `Flat` of any width.
    private int packedBits(Location at, MessageReader message, int depth) {
        if (depth > maxDepth) {
            throw new LimitExceededException("encoding depth", maxDepth, depth, at);
        }
        int bits = -1;
        while (message.next()) {
            if (message.field() != 1) {
                throw new UnsupportedFeatureException(
                        "out_of_line_bitpacking values", "field " + message.field(), "flat", message.at());
            }
            bits = flatBits(message.at(), message.message("Flat"), false);
        }
        return bits;
    }

    private static Encoding inlineBitpacking(Location at, MessageReader message) {
        int uncompressedBits = 0;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> uncompressedBits = wordBits(message);
                case 2 -> rejectBufferCompression(message);
                default -> message.skip();
            }
        }
        checkWordBits(uncompressedBits, at);
        return new InlineBitpacking(uncompressedBits);
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
                case 1 -> compression = Optional.of(compression(message.at(), message.message("BufferCompression")));
                case 3 -> values = Optional.of(parse(message.at(), message.message("CompressiveEncoding"), depth + 1));
                default -> message.skip();
            }
        }
        return new General(
                compression.orElseThrow(() -> new CorruptFileException(at, "general has no compression")),
                required(values, "general values", at));
    }

    private static Compression compression(Location at, MessageReader message) {
        int scheme = 0;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> scheme = message.count();
                default -> message.skip();
            }
        }
        return Compression.ofWireNumber(scheme, at);
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

    /// Compression of single buffers is in the messages, but no known writer uses it.
    private static void rejectBufferCompression(MessageReader message) {
        ByteSlice bytes = message.bytes();
        throw new UnsupportedFeatureException("buffer compression", bytes.length() + " bytes", "none", message.at());
    }
}
