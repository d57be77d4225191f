package dev.evodb.lance.fuzz;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.column.Column;
import dev.evodb.column.Column.BitColumn;
import dev.evodb.column.Column.ByteColumn;
import dev.evodb.column.Column.BytesColumn;
import dev.evodb.column.Column.DoubleColumn;
import dev.evodb.column.Column.FixedBytesColumn;
import dev.evodb.column.Column.FixedSizeListColumn;
import dev.evodb.column.Column.FloatColumn;
import dev.evodb.column.Column.IntColumn;
import dev.evodb.column.Column.ListColumn;
import dev.evodb.column.Column.LongColumn;
import dev.evodb.column.Column.NullColumn;
import dev.evodb.column.Column.ShortColumn;
import dev.evodb.column.Column.StructColumn;
import dev.evodb.column.Validity;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/// Columns of any values as bytes of a fuzzer: whether there are nulls, a bit a row for those, then the
/// values. Of values of varying length, and of lists, each has its length before it.
final class ColumnInput {
    /// What a byte chooses from; see [PlainFile.Named].
    static final List<String> TYPES = List.of(
            "int32",
            "uint32",
            "int64",
            "uint64",
            "uint8",
            "int16",
            "double",
            "float",
            "halffloat",
            "bool",
            "string",
            "large_binary",
            "decimal:128:20:2",
            "fixed_size_binary:3",
            "timestamp:us:-",
            "list large_binary",
            "list int32",
            "list list large_binary");

    /// In all rows of a column or below them.
    private static final int MOST_ITEMS = 1 << 15;

    private static final int LONG_LENGTH = 255;

    private ColumnInput() {}

    static Column read(Input input, String type, int rows) {
        Validity validity = Validity.allValid(rows);
        if ((input.nextByte() & 1) != 0) {
            validity = Validity.ofBits(nextBytes(input, (rows + 7) / 8), rows);
        }
        if (type.startsWith("list ")) {
            int[] offsets = new int[rows + 1];
            for (int i = 0; i < rows; i++) {
                int length = validity.isValid(i) ? nextLength(input) : 0;
                offsets[i + 1] = Math.min(offsets[i] + length, MOST_ITEMS);
            }
            return new ListColumn(validity, offsets, read(input, type.substring("list ".length()), offsets[rows]));
        }
        return switch (type) {
            case "string", "large_binary" -> readBytes(input, validity);
            case "bool" -> new BitColumn(validity, nextBytes(input, (rows + 7) / 8));
            case "decimal:128:20:2" -> new FixedBytesColumn(validity, 16, nextBytes(input, 16 * rows));
            case "fixed_size_binary:3" -> new FixedBytesColumn(validity, 3, nextBytes(input, 3 * rows));
            case "uint8" -> new ByteColumn(validity, nextBytes(input, rows));
            case "int16", "halffloat" -> {
                byte[] bytes = nextBytes(input, 2 * rows);
                short[] values = new short[rows];
                for (int i = 0; i < rows; i++) {
                    values[i] = (short) LittleEndian.readUnsignedShort(bytes, 2 * i);
                }
                yield new ShortColumn(validity, values);
            }
            case "int32", "uint32", "float" -> {
                byte[] bytes = nextBytes(input, 4 * rows);
                int[] values = new int[rows];
                for (int i = 0; i < rows; i++) {
                    values[i] = LittleEndian.readInt(bytes, 4 * i);
                }
                yield new IntColumn(validity, values);
            }
            case "int64", "uint64", "timestamp:us:-", "double" -> {
                byte[] bytes = nextBytes(input, 8 * rows);
                long[] values = new long[rows];
                for (int i = 0; i < rows; i++) {
                    values[i] = LittleEndian.readLong(bytes, 8 * i);
                }
                yield new LongColumn(validity, values);
            }
            default -> throw new IllegalArgumentException(type);
        };
    }

    private static BytesColumn readBytes(Input input, Validity validity) {
        int[] offsets = new int[validity.rows() + 1];
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (int i = 0; i < validity.rows(); i++) {
            if (validity.isValid(i)) {
                data.writeBytes(input.nextBytes(nextLength(input)).toBytes());
            }
            offsets[i + 1] = data.size();
        }
        return new BytesColumn(validity, offsets, data.toByteArray());
    }

    private static int nextLength(Input input) {
        int length = input.nextByte();
        return length == LONG_LENGTH ? input.nextShort() : length;
    }

    /// So many bytes; 0 behind the end of the input.
    private static byte[] nextBytes(Input input, int count) {
        return Arrays.copyOf(input.nextBytes(count).toBytes(), count);
    }

    /// The reverse of reading.
    static void write(Input.Writer out, Column column) {
        int rows = column.rows();
        out.putByte(column.validity().hasNulls() ? 1 : 0);
        if (column.validity().hasNulls()) {
            out.putRest(Arrays.copyOf(column.validity().bits(), (rows + 7) / 8));
        }
        switch (column) {
            case ListColumn(var _, int[] offsets, Column items) -> {
                for (int i = 0; i < rows; i++) {
                    if (column.isValid(i)) {
                        putLength(out, offsets[i + 1] - offsets[i]);
                    }
                }
                write(out, items);
            }
            case BytesColumn(var _, int[] offsets, byte[] data) -> {
                for (int i = 0; i < rows; i++) {
                    if (column.isValid(i)) {
                        putLength(out, offsets[i + 1] - offsets[i]);
                        out.putRest(Arrays.copyOfRange(data, offsets[i], offsets[i + 1]));
                    }
                }
            }
            default -> out.putRest(bytes(column));
        }
    }

    private static void putLength(Input.Writer out, int length) {
        if (length < LONG_LENGTH) {
            out.putByte(length);
        } else {
            out.putByte(LONG_LENGTH).putShort(length);
        }
    }

    /// Bytes of one value of a column of values of one width, which are whole bytes.
    static int width(Column column) {
        return switch (column) {
            case ByteColumn _ -> 1;
            case ShortColumn _ -> 2;
            case IntColumn _, FloatColumn _ -> 4;
            case LongColumn _, DoubleColumn _ -> 8;
            case FixedBytesColumn bytes -> bytes.width();
            case BitColumn _, NullColumn _, BytesColumn _, FixedSizeListColumn _, ListColumn _, StructColumn _ ->
                throw new IllegalArgumentException(column.getClass().getName());
        };
    }

    /// The values of a column of values of one width, back to back.
    static byte[] bytes(Column column) {
        if (column instanceof BitColumn bits) {
            return bits.bits();
        }
        int width = width(column);
        byte[] bytes = new byte[width * column.rows()];
        for (int i = 0; i < column.rows(); i++) {
            long value = switch (column) {
                case ByteColumn(var _, byte[] values) -> values[i];
                case ShortColumn(var _, short[] values) -> values[i];
                case IntColumn(var _, int[] values) -> values[i];
                case LongColumn(var _, long[] values) -> values[i];
                case FloatColumn(var _, float[] values) -> Float.floatToRawIntBits(values[i]);
                case DoubleColumn(var _, double[] values) -> Double.doubleToRawLongBits(values[i]);
                default -> 0;
            };
            for (int k = 0; k < Math.min(8, width); k++) {
                bytes[i * width + k] = (byte) (value >>> (8 * k));
            }
        }
        return column instanceof FixedBytesColumn fixed ? fixed.values() : bytes;
    }
}
