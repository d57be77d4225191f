package dev.evodb.lance.ipc;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import java.util.ArrayList;
import java.util.List;

/// A column of an IPC file as its schema describes it, or a child of one.
///
/// `type` is the number of the type in Arrow's union; `bitWidth` is that of [#INT] and [#FLOATING_POINT],
/// `isSigned` of the former, `listSize` that of [#FIXED_SIZE_LIST]; 0 and false elsewhere. Source: arrow
/// `format/Schema.fbs`, table `Field`.
public record IpcField(
        String name,
        int type,
        int bitWidth,
        boolean isSigned,
        int listSize,
        boolean isNullable,
        boolean isDictionaryEncoded,
        List<IpcField> children) {
    /// The number of integers among Arrow's types.
    public static final int INT = 2;

    /// The number of floating-point numbers.
    public static final int FLOATING_POINT = 3;

    /// The number of lists of a fixed size.
    public static final int FIXED_SIZE_LIST = 16;

    private static final int MAX_DEPTH = 64;
    private static final int MAX_FIELDS = 1 << 16;

    public IpcField {
        children = List.copyOf(children);
    }

    /// The fields of a schema.
    static List<IpcField> of(FlatTable schema) {
        return new Parser().fields(schema, 1, 1);
    }

    /// Counts fields: offsets may share tables, so a few bytes could describe a schema without end.
    private static final class Parser {
        private int count;

        List<IpcField> fields(FlatTable parent, int vector, int depth) {
            int size = parent.tables(vector);
            ByteSlice at = parent.buffer();
            if (depth > MAX_DEPTH) {
                throw new LimitExceededException("schema depth", MAX_DEPTH, depth, at.at());
            }
            List<IpcField> fields = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                if (++count > MAX_FIELDS) {
                    throw new LimitExceededException("schema fields", MAX_FIELDS, count, at.at());
                }
                fields.add(field(parent.table(vector, i, "Field"), depth));
            }
            return fields;
        }

        private IpcField field(FlatTable table, int depth) {
            int type = table.readByte(2);
            int bitWidth = 0;
            boolean isSigned = false;
            if (type == INT) {
                FlatTable integer = table.requiredTable(3, "Int");
                bitWidth = integer.readInt(0);
                isSigned = integer.readBoolean(1);
                if (bitWidth != 8 && bitWidth != 16 && bitWidth != 32 && bitWidth != 64) {
                    throw new CorruptFileException(
                            integer.buffer().at(), "integers have " + bitWidth + " bits, allowed 8, 16, 32 and 64");
                }
            }
            int listSize = 0;
            if (type == FLOATING_POINT) {
                FlatTable floating = table.requiredTable(3, "FloatingPoint");
                int precision = floating.readShort(0);
                if (precision < 0 || precision > 2) {
                    throw new CorruptFileException(
                            floating.buffer().at(), "precision is " + precision + ", allowed 0, 1 and 2");
                }
                bitWidth = 16 << precision;
            } else if (type == FIXED_SIZE_LIST) {
                FlatTable list = table.requiredTable(3, "FixedSizeList");
                listSize = list.readInt(0);
                if (listSize < 0) {
                    throw new CorruptFileException(list.buffer().at(), "lists have " + listSize + " items");
                }
            }
            return new IpcField(
                    table.string(0),
                    type,
                    bitWidth,
                    isSigned,
                    listSize,
                    table.readBoolean(1),
                    table.table(4, "DictionaryEncoding").isPresent(),
                    fields(table, 5, depth + 1));
        }
    }
}
