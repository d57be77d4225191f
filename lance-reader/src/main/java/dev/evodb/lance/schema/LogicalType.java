package dev.evodb.lance.schema;

import dev.evodb.type.DataType;
import dev.evodb.type.DataType.Unit;
import dev.evodb.type.Field;
import java.util.Map;
import java.util.Optional;

/// The `logical_type` text of a field, parsed.
///
/// A text that this version does not read is a value, not a failure: a table with one exotic column still
/// opens and still answers for its other columns. Source: lance `protos/file.proto`, message `Field`.
public sealed interface LogicalType {
    /// A type whose values are one stored column, fixed-size lists of primitives included.
    record Leaf(DataType type) implements LogicalType {}

    /// A list of its one child field; `isLarge` tells Arrow's 64-bit offsets.
    record ListOf(boolean isLarge) implements LogicalType {}

    /// Fixed-size lists of structs: of its one child field, which has columns of its own.
    record FixedSizeListOf(int size) implements LogicalType {}

    /// A list of its one child field, a struct of key and value.
    record MapOf() implements LogicalType {}

    /// Its child fields; `isPacked` tells that all of them are one stored column.
    record Struct(boolean isPacked) implements LogicalType {}

    /// Bytes outside of the pages, read as descriptions of where they are: [StructStorage#BLOB_V2] with
    /// `isV2`, else [StructStorage#BLOB]. One stored column, whatever children it has.
    record Blob(boolean isV2) implements LogicalType {}

    /// Not read by this version; `text` names the type in the format's own words.
    record Unsupported(String text) implements LogicalType {}

    /// Extension name of two-byte items that are the upper halves of 32-bit floats.
    String BFLOAT16 = "lance.bfloat16";

    /// Extension name of binaries that hold JSON in its binary form.
    String JSON = "lance.json";

    /// How the text of fixed-size lists of structs starts.
    String STRUCTS = "fixed_size_list:struct:";

    /// Longest chain of `fixed_size_list:` that is read.
    int MAX_LIST_NESTING = 8;

    /// Most items of one fixed-size list, nested ones multiplied.
    int MAX_LIST_SIZE = 1 << 16;

    /// Never fails: what is not understood is [Unsupported].
    static LogicalType parse(String text) {
        return switch (text) {
            case "struct" -> new Struct(false);
            case "map" -> new MapOf();
            case "list", "list.struct" -> new ListOf(false);
            case "large_list", "large_list.struct" -> new ListOf(true);
            default ->
                fixedSizeListOfStructs(text)
                        .or(() -> leaf(text, 0).map(Leaf::new))
                        .orElseGet(() -> new Unsupported(text));
        };
    }

    private static Optional<LogicalType> fixedSizeListOfStructs(String text) {
        return text.startsWith(STRUCTS)
                ? number(text.substring(STRUCTS.length()))
                        .filter(size -> size > 0 && size <= MAX_LIST_SIZE)
                        .map(FixedSizeListOf::new)
                : Optional.empty();
    }

    private static Optional<DataType> leaf(String text, int nesting) {
        return switch (text) {
            case "null" -> Optional.of(new DataType.Null());
            case "bool" -> Optional.of(new DataType.Bool());
            case "int8" -> Optional.of(new DataType.Int(8, true));
            case "int16" -> Optional.of(new DataType.Int(16, true));
            case "int32" -> Optional.of(new DataType.Int(32, true));
            case "int64" -> Optional.of(new DataType.Int(64, true));
            case "uint8" -> Optional.of(new DataType.Int(8, false));
            case "uint16" -> Optional.of(new DataType.Int(16, false));
            case "uint32" -> Optional.of(new DataType.Int(32, false));
            case "uint64" -> Optional.of(new DataType.Int(64, false));
            case "halffloat" -> Optional.of(new DataType.FloatingPoint(16));
            case "float" -> Optional.of(new DataType.FloatingPoint(32));
            case "double" -> Optional.of(new DataType.FloatingPoint(64));
            case "date32:day" -> Optional.of(new DataType.Date(Unit.DAY));
            case "date64:ms" -> Optional.of(new DataType.Date(Unit.MILLISECOND));
            case "time32:s" -> Optional.of(new DataType.Time(Unit.SECOND));
            case "time32:ms" -> Optional.of(new DataType.Time(Unit.MILLISECOND));
            case "time64:us" -> Optional.of(new DataType.Time(Unit.MICROSECOND));
            case "time64:ns" -> Optional.of(new DataType.Time(Unit.NANOSECOND));
            case "string" -> Optional.of(new DataType.Utf8(false));
            case "large_string" -> Optional.of(new DataType.Utf8(true));
            case "binary" -> Optional.of(new DataType.Binary(false));
            case "large_binary", "json" -> Optional.of(new DataType.Binary(true));
            default -> parameterised(text, nesting);
        };
    }

    private static Optional<DataType> parameterised(String text, int nesting) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String rest = text.substring(colon + 1);
        return switch (text.substring(0, colon)) {
            case "decimal" -> decimal(rest);
            case "timestamp" -> timestamp(rest);
            case "duration" -> unit(rest).map(DataType.Duration::new);
            case "fixed_size_binary" -> number(rest).filter(width -> width > 0).map(DataType.FixedSizeBinary::new);
            case "fixed_size_list" -> fixedSizeList(rest, nesting);
            case "dict" -> dictionaryValues(rest, nesting);
            default -> Optional.empty();
        };
    }

    /// `128:P:S`; the scale may be negative.
    private static Optional<DataType> decimal(String rest) {
        int first = rest.indexOf(':');
        int second = rest.indexOf(':', first + 1);
        if (first < 0 || second < 0) {
            return Optional.empty();
        }
        int bits = number(rest.substring(0, first)).orElse(0);
        int precision = number(rest.substring(first + 1, second)).orElse(0);
        boolean isNegative = rest.startsWith("-", second + 1);
        Optional<Integer> scale = number(rest.substring(second + (isNegative ? 2 : 1)));
        int mostDigits = bits == 128 ? 38 : bits == 256 ? 76 : 0;
        if (precision < 1 || precision > mostDigits || scale.isEmpty() || scale.get() > mostDigits) {
            return Optional.empty();
        }
        return Optional.of(new DataType.Decimal(bits, precision, isNegative ? -scale.get() : scale.get()));
    }

    /// `U:TZ`; the zone may hold colons itself, `-` is none.
    private static Optional<DataType> timestamp(String rest) {
        int colon = rest.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String zone = rest.substring(colon + 1);
        return unit(rest.substring(0, colon)).map(unit -> new DataType.Timestamp(unit, zone.equals("-") ? "" : zone));
    }

    /// `T:N`, where `T` may be a fixed-size list itself: the outermost size is the last one.
    private static Optional<DataType> fixedSizeList(String rest, int nesting) {
        int colon = rest.lastIndexOf(':');
        if (colon < 0 || nesting >= MAX_LIST_NESTING) {
            return Optional.empty();
        }
        int size = number(rest.substring(colon + 1)).orElse(0);
        String itemText = rest.substring(0, colon);
        boolean isBfloat16 = itemText.equals(BFLOAT16);
        Optional<DataType> item =
                isBfloat16 ? Optional.of(new DataType.FixedSizeBinary(2)) : leaf(itemText, nesting + 1);
        if (item.isEmpty() || size < 1 || (long) size * flattenedSize(item.get()) > MAX_LIST_SIZE) {
            return Optional.empty();
        }
        Map<String, String> metadata = isBfloat16 ? Map.of(Field.EXTENSION_NAME, BFLOAT16) : Map.of();
        return Optional.of(new DataType.FixedSizeList(new Field("item", item.get(), true, metadata), size));
    }

    private static int flattenedSize(DataType type) {
        return type instanceof DataType.FixedSizeList(Field item, int size) ? size * flattenedSize(item.type()) : 1;
    }

    /// `VALUE:INDEX:ordered`: a dictionary column is read as its values.
    private static Optional<DataType> dictionaryValues(String rest, int nesting) {
        int last = rest.lastIndexOf(':');
        int middle = last < 0 ? -1 : rest.lastIndexOf(':', last - 1);
        return middle < 0 ? Optional.empty() : leaf(rest.substring(0, middle), nesting);
    }

    private static Optional<Unit> unit(String text) {
        return switch (text) {
            case "s" -> Optional.of(Unit.SECOND);
            case "ms" -> Optional.of(Unit.MILLISECOND);
            case "us" -> Optional.of(Unit.MICROSECOND);
            case "ns" -> Optional.of(Unit.NANOSECOND);
            default -> Optional.empty();
        };
    }

    /// Up to nine decimal digits.
    private static Optional<Integer> number(String text) {
        if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        return Optional.of(Integer.valueOf(text));
    }
}
