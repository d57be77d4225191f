package dev.evodb.lance.filter;

import dev.evodb.type.DataType;
import dev.evodb.type.DataType.Unit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The names of types: in SQL, as CASTs and literals have them, and in the words of the format, as errors
/// do.
final class SqlTypes {
    static final DataType BOOL = new DataType.Bool();
    static final DataType INT64 = new DataType.Int(64, true);
    static final DataType UINT64 = new DataType.Int(64, false);
    static final DataType FLOAT64 = new DataType.FloatingPoint(64);
    static final DataType TEXT = new DataType.Utf8(false);
    static final DataType NULL = new DataType.Null();

    static final int MAX_DECIMAL128_DIGITS = 38;
    static final int MAX_DECIMAL256_DIGITS = 76;

    private SqlTypes() {}

    /// The type of that name with the parameters in its parentheses, or nothing. Source: the table of
    /// types in Lance's SQL documentation; `time` and `text` are ours.
    static Optional<DataType> parse(String name, List<Integer> parameters, boolean isUnsigned) {
        String word = name.toUpperCase(Locale.ROOT);
        boolean isPlain = parameters.isEmpty();
        return switch (word) {
            case "TINYINT", "SMALLINT", "INT", "INTEGER", "BIGINT" ->
                isPlain ? Optional.of(new DataType.Int(integerBits(word), !isUnsigned)) : Optional.empty();
            case "BOOLEAN", "BOOL", "FLOAT", "DOUBLE", "STRING", "TEXT", "VARCHAR", "BINARY", "DATE" ->
                isPlain && !isUnsigned ? Optional.of(plain(word)) : Optional.empty();
            case "TIME" -> isUnsigned ? Optional.empty() : unit(parameters).map(DataType.Time::new);
            case "TIMESTAMP", "DATETIME" ->
                isUnsigned ? Optional.empty() : unit(parameters).map(unit -> new DataType.Timestamp(unit, ""));
            case "DECIMAL" -> isUnsigned ? Optional.empty() : decimal(parameters);
            default -> Optional.empty();
        };
    }

    private static int integerBits(String word) {
        return switch (word) {
            case "TINYINT" -> 8;
            case "SMALLINT" -> 16;
            case "BIGINT" -> 64;
            default -> 32;
        };
    }

    private static DataType plain(String word) {
        return switch (word) {
            case "BOOLEAN", "BOOL" -> BOOL;
            case "FLOAT" -> new DataType.FloatingPoint(32);
            case "DOUBLE" -> FLOAT64;
            case "BINARY" -> new DataType.Binary(false);
            case "DATE" -> new DataType.Date(Unit.DAY);
            default -> TEXT;
        };
    }

    private static Optional<Unit> unit(List<Integer> parameters) {
        if (parameters.isEmpty()) {
            return Optional.of(Unit.MICROSECOND);
        }
        return parameters.size() > 1
                ? Optional.empty()
                : switch (parameters.getFirst()) {
                    case 0 -> Optional.of(Unit.SECOND);
                    case 3 -> Optional.of(Unit.MILLISECOND);
                    case 6 -> Optional.of(Unit.MICROSECOND);
                    case 9 -> Optional.of(Unit.NANOSECOND);
                    default -> Optional.empty();
                };
    }

    private static Optional<DataType> decimal(List<Integer> parameters) {
        if (parameters.isEmpty() || parameters.size() > 2) {
            return Optional.empty();
        }
        int precision = parameters.getFirst();
        int scale = parameters.size() == 2 ? parameters.getLast() : 0;
        if (precision < 1 || precision > MAX_DECIMAL256_DIGITS || scale > precision) {
            return Optional.empty();
        }
        return Optional.of(new DataType.Decimal(precision <= MAX_DECIMAL128_DIGITS ? 128 : 256, precision, scale));
    }

    /// The type in the words of the format: `int64`, `timestamp:us:UTC`.
    static String name(DataType type) {
        return switch (type) {
            case DataType.Null _ -> "null";
            case DataType.Bool _ -> "bool";
            case DataType.Int(int bits, boolean isSigned) -> (isSigned ? "int" : "uint") + bits;
            case DataType.FloatingPoint(int bits) -> bits == 16 ? "halffloat" : bits == 32 ? "float" : "double";
            case DataType.Decimal(int bits, int precision, int scale) ->
                "decimal:" + bits + ":" + precision + ":" + scale;
            case DataType.Date(Unit unit) -> unit == Unit.DAY ? "date32:day" : "date64:ms";
            case DataType.Time(Unit unit) ->
                (unit == Unit.SECOND || unit == Unit.MILLISECOND ? "time32:" : "time64:") + name(unit);
            case DataType.Timestamp(Unit unit, String zone) ->
                "timestamp:" + name(unit) + ":" + (zone.isEmpty() ? "-" : zone);
            case DataType.Duration(Unit unit) -> "duration:" + name(unit);
            case DataType.Utf8(boolean isLarge) -> isLarge ? "large_string" : "string";
            case DataType.Binary(boolean isLarge) -> isLarge ? "large_binary" : "binary";
            case DataType.FixedSizeBinary(int width) -> "fixed_size_binary:" + width;
            case DataType.FixedSizeList(var item, int size) -> "fixed_size_list:" + name(item.type()) + ":" + size;
            case DataType.ListOf(var item, boolean isLarge) ->
                (isLarge ? "large_list of " : "list of ") + name(item.type());
            case DataType.MapOf _ -> "map";
            case DataType.Struct _ -> "struct";
        };
    }

    private static String name(Unit unit) {
        return switch (unit) {
            case DAY -> "d";
            case SECOND -> "s";
            case MILLISECOND -> "ms";
            case MICROSECOND -> "us";
            case NANOSECOND -> "ns";
        };
    }
}
