package dev.evodb.lance.file.v20;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.encoding.Compression;
import dev.evodb.lance.encoding.SymbolTable;
import dev.evodb.lance.proto.MessageReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `ArrayEncoding` messages to records.
final class ArrayEncodingParser {
    private static final String ACCEPTED = "flat, nullable, fixed_size_list, list, struct, binary, dictionary, fsst, "
            + "packed_struct, bitpacked, fixed_size_binary, bitpacked_for_non_neg, constant";

    /// What only test versions of 2.1 wrote, by field number from 14 on.
    private static final List<String> LEFT_OVER = List.of(
            "inline_bitpacking",
            "out_of_line_bitpacking",
            "variable",
            "packed_struct_fixed_width_mini_block",
            "block",
            "rle",
            "general_mini_block",
            "byte_stream_split");

    private static final int FIRST_LEFT_OVER = 14;

    private final int maxDepth;

    ArrayEncodingParser(int maxDepth) {
        this.maxDepth = maxDepth;
    }

    /// Parses the `message` that starts at `at`.
    ArrayEncoding parse(Location at, MessageReader message) {
        return parse(at, message, new Scope(1, 1));
    }

    /// Where an encoding is: encodings around it and itself, and how many of its items make one of the
    /// page, which fits an `int`.
    private record Scope(int depth, long itemsEach) {
        Scope inside() {
            return new Scope(depth + 1, itemsEach);
        }

        /// Inside of lists of `items` each.
        Scope inside(String what, int items, Location at) {
            if (itemsEach * items > Integer.MAX_VALUE) {
                throw new LimitExceededException("items of nested " + what, Integer.MAX_VALUE, itemsEach * items, at);
            }
            return new Scope(depth + 1, itemsEach * items);
        }
    }

    private ArrayEncoding child(MessageReader parent, Scope scope) {
        return parse(parent.at(), parent.message("ArrayEncoding"), scope.inside());
    }

    private ArrayEncoding parse(Location at, MessageReader message, Scope scope) {
        if (scope.depth() > maxDepth) {
            throw new LimitExceededException("encoding depth", maxDepth, scope.depth(), at);
        }
        Optional<ArrayEncoding> found = Optional.empty();
        while (message.next()) {
            Location here = message.at();
            ArrayEncoding encoding = switch (message.field()) {
                case 1 -> flat(here, message.message("Flat"));
                case 2 -> nullable(here, message.message("Nullable"), scope);
                case 3 -> fixedSizeList(here, message.message("FixedSizeList"), scope);
                case 4 -> list(here, message.message("List"), scope);
                case 5 -> {
                    message.skip();
                    yield new Struct();
                }
                case 6 -> binary(here, message.message("Binary"), scope);
                case 7 -> dictionary(here, message.message("Dictionary"), scope);
                case 8 -> fsst(here, message.message("Fsst"), scope);
                case 9 -> packedStruct(here, message.message("PackedStruct"), scope);
                case 10 -> bitpacked(here, message.message("Bitpacked"));
                case 11 -> fixedSizeBinary(here, message.message("FixedSizeBinary"), scope);
                case 12 -> bitpackedForNonNeg(here, message.message("BitpackedForNonNeg"));
                case 13 -> constant(message.message("Constant"));
                default -> throw unsupported(message.field(), here);
            };
            found = Optional.of(encoding);
        }
        return found.orElseThrow(() -> new CorruptFileException(at, "ArrayEncoding has no encoding"));
    }

    private static UnsupportedFeatureException unsupported(int field, Location at) {
        int leftOver = field - FIRST_LEFT_OVER;
        String name = leftOver >= 0 && leftOver < LEFT_OVER.size() ? LEFT_OVER.get(leftOver) : "field " + field;
        return new UnsupportedFeatureException("array encoding", name, ACCEPTED, at);
    }

    private static ArrayEncoding flat(Location at, MessageReader message) {
        int bits = 0;
        BufferRef buffer = new BufferRef(BufferRef.Place.PAGE, 0);
        Optional<Compression> compression = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> bits = message.count();
                case 2 -> buffer = BufferRef.parse(message.message("Buffer"));
                case 3 -> compression = compression(message.at(), message.message("Compression"));
                default -> message.skip();
            }
        }
        if (bits != 1 && (bits == 0 || (bits & 7) != 0)) {
            throw new UnsupportedFeatureException("flat width", bits + " bits", "1 bit, whole bytes", at);
        }
        return new Flat(bits, buffer, compression);
    }

    private static Optional<Compression> compression(Location at, MessageReader message) {
        String scheme = "";
        while (message.next()) {
            switch (message.field()) {
                case 1 -> scheme = message.string();
                default -> message.skip();
            }
        }
        return switch (scheme) {
            case "", "none" -> Optional.empty();
            case "zstd" -> Optional.of(Compression.ZSTD);
            case "lz4" -> Optional.of(Compression.LZ4);
            default -> throw new UnsupportedFeatureException("compression scheme", scheme, "none, zstd, lz4", at);
        };
    }

    private ArrayEncoding nullable(Location at, MessageReader message, Scope scope) {
        Optional<ArrayEncoding> found = Optional.empty();
        while (message.next()) {
            Location here = message.at();
            switch (message.field()) {
                case 1 -> found = Optional.of(noNulls(here, message.message("NoNull"), scope));
                case 2 -> found = Optional.of(someNulls(here, message.message("SomeNull"), scope));
                case 3 -> {
                    message.skip();
                    found = Optional.of(new Nullable.AllNulls());
                }
                default -> message.skip();
            }
        }
        return required(found, "nullable has no nullability", at);
    }

    private ArrayEncoding noNulls(Location at, MessageReader message, Scope scope) {
        Optional<ArrayEncoding> values = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> values = Optional.of(child(message, scope));
                default -> message.skip();
            }
        }
        return new Nullable.NoNulls(required(values, "no_nulls has no values", at));
    }

    private ArrayEncoding someNulls(Location at, MessageReader message, Scope scope) {
        Optional<ArrayEncoding> validity = Optional.empty();
        Optional<ArrayEncoding> values = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> validity = Optional.of(child(message, scope));
                case 2 -> values = Optional.of(child(message, scope));
                default -> message.skip();
            }
        }
        return new Nullable.SomeNulls(
                required(validity, "some_nulls has no validity", at), required(values, "some_nulls has no values", at));
    }

    private ArrayEncoding fixedSizeList(Location at, MessageReader message, Scope scope) {
        int dimension = 0;
        Optional<Child> items = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> dimension = message.count();
                case 2 -> items = Optional.of(new Child(message.at(), message.message("ArrayEncoding")));
                case 3 -> {
                    if (message.bool()) {
                        throw new UnsupportedFeatureException(
                                "fixed_size_list", "has_validity", "validity by nullable", at);
                    }
                }
                default -> message.skip();
            }
        }
        if (dimension == 0 || dimension > FixedSizeList.MAX_DIMENSION) {
            throw new CorruptFileException(
                    at, "fixed_size_list has dimension " + dimension + ", allowed 1.." + FixedSizeList.MAX_DIMENSION);
        }
        Child inner = required(items, "fixed_size_list has no items", at);
        return new FixedSizeList(
                dimension, parse(inner.at(), inner.message(), scope.inside("fixed-size lists", dimension, at)));
    }

    /// A child that is parsed when the fields after it are known.
    private record Child(Location at, MessageReader message) {}

    private ArrayEncoding list(Location at, MessageReader message, Scope scope) {
        Optional<ArrayEncoding> offsets = Optional.empty();
        long nullAdjustment = 0;
        long items = 0;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> offsets = Optional.of(child(message, scope));
                case 2 -> nullAdjustment = nonNegative(message);
                case 3 -> items = nonNegative(message);
                default -> message.skip();
            }
        }
        return new ListOffsets(required(offsets, "list has no offsets", at), nullAdjustment, items);
    }

    private ArrayEncoding binary(Location at, MessageReader message, Scope scope) {
        Optional<ArrayEncoding> indices = Optional.empty();
        Optional<ArrayEncoding> bytes = Optional.empty();
        long nullAdjustment = 0;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> indices = Optional.of(child(message, scope));
                case 2 -> bytes = Optional.of(child(message, scope));
                case 3 -> nullAdjustment = nonNegative(message);
                default -> message.skip();
            }
        }
        return new Binary(
                required(indices, "binary has no indices", at),
                required(bytes, "binary has no bytes", at),
                nullAdjustment);
    }

    private ArrayEncoding dictionary(Location at, MessageReader message, Scope scope) {
        Optional<ArrayEncoding> indices = Optional.empty();
        Optional<ArrayEncoding> items = Optional.empty();
        int count = 0;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> indices = Optional.of(child(message, scope));
                case 2 -> items = Optional.of(child(message, new Scope(scope.depth(), 1)));
                case 3 -> count = message.count();
                default -> message.skip();
            }
        }
        return new Dictionary(
                required(indices, "dictionary has no indices", at),
                required(items, "dictionary has no items", at),
                count);
    }

    private ArrayEncoding fsst(Location at, MessageReader message, Scope scope) {
        Optional<ArrayEncoding> binary = Optional.empty();
        Optional<SymbolTable> symbols = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> binary = Optional.of(child(message, scope));
                case 2 -> symbols = Optional.of(SymbolTable.parse(message.bytes()));
                default -> message.skip();
            }
        }
        return new Fsst(required(binary, "fsst has no binary", at), required(symbols, "fsst has no symbol_table", at));
    }

    private ArrayEncoding packedStruct(Location at, MessageReader message, Scope scope) {
        List<ArrayEncoding> children = new ArrayList<>();
        BufferRef buffer = new BufferRef(BufferRef.Place.PAGE, 0);
        while (message.next()) {
            switch (message.field()) {
                case 1 -> children.add(child(message, scope));
                case 2 -> buffer = BufferRef.parse(message.message("Buffer"));
                default -> message.skip();
            }
        }
        long rowBytes = 0;
        for (ArrayEncoding child : children) {
            rowBytes += PackedStruct.childBytes(child, at);
        }
        if (rowBytes > Integer.MAX_VALUE) {
            throw new LimitExceededException("bytes of one packed_struct", Integer.MAX_VALUE, rowBytes, at);
        }
        return new PackedStruct(children, buffer, (int) rowBytes);
    }

    private static ArrayEncoding bitpacked(Location at, MessageReader message) {
        int compressedBits = 0;
        int uncompressedBits = 0;
        BufferRef buffer = new BufferRef(BufferRef.Place.PAGE, 0);
        boolean isSigned = false;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> compressedBits = message.count();
                case 2 -> uncompressedBits = message.count();
                case 3 -> buffer = BufferRef.parse(message.message("Buffer"));
                case 4 -> isSigned = message.bool();
                default -> message.skip();
            }
        }
        checkPacked(at, "bitpacked", compressedBits, uncompressedBits);
        return new Bitpacked(compressedBits, uncompressedBits, buffer, isSigned);
    }

    private static ArrayEncoding bitpackedForNonNeg(Location at, MessageReader message) {
        int compressedBits = 0;
        int uncompressedBits = 0;
        BufferRef buffer = new BufferRef(BufferRef.Place.PAGE, 0);
        while (message.next()) {
            switch (message.field()) {
                case 1 -> compressedBits = message.count();
                case 2 -> uncompressedBits = message.count();
                case 3 -> buffer = BufferRef.parse(message.message("Buffer"));
                default -> message.skip();
            }
        }
        checkPacked(at, "bitpacked_for_non_neg", compressedBits, uncompressedBits);
        return new BitpackedForNonNeg(compressedBits, uncompressedBits, buffer);
    }

    private static void checkPacked(Location at, String kind, int compressedBits, int uncompressedBits) {
        boolean isWord =
                uncompressedBits == 8 || uncompressedBits == 16 || uncompressedBits == 32 || uncompressedBits == 64;
        if (!isWord || compressedBits > uncompressedBits) {
            throw new CorruptFileException(
                    at,
                    kind + " packs " + uncompressedBits + " bits into " + compressedBits
                            + ", allowed 8, 16, 32 or 64 bits into no more");
        }
    }

    private ArrayEncoding fixedSizeBinary(Location at, MessageReader message, Scope scope) {
        int width = 0;
        Optional<Child> bytes = Optional.empty();
        while (message.next()) {
            switch (message.field()) {
                case 1 -> bytes = Optional.of(new Child(message.at(), message.message("ArrayEncoding")));
                case 2 -> width = message.count();
                default -> message.skip();
            }
        }
        if (width > FixedSizeBinary.MAX_WIDTH) {
            throw new LimitExceededException("bytes of one fixed_size_binary", FixedSizeBinary.MAX_WIDTH, width, at);
        }
        Child inner = required(bytes, "fixed_size_binary has no bytes", at);
        return new FixedSizeBinary(
                parse(inner.at(), inner.message(), scope.inside("fixed-size binaries", width, at)), width);
    }

    private static ArrayEncoding constant(MessageReader message) {
        byte[] value = {};
        while (message.next()) {
            switch (message.field()) {
                case 1 -> value = message.bytes().toBytes();
                default -> message.skip();
            }
        }
        return new Constant(value);
    }

    private static long nonNegative(MessageReader message) {
        long value = message.uint64();
        if (value < 0) {
            throw message.corrupt("is " + Long.toUnsignedString(value));
        }
        return value;
    }

    private static <T> T required(Optional<T> part, String problem, Location at) {
        return part.orElseThrow(() -> new CorruptFileException(at, problem));
    }
}
