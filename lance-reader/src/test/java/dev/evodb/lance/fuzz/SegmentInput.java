package dev.evodb.lance.fuzz;

import dev.evodb.column.Column;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.hostile.Declared;
import dev.evodb.lance.hostile.MemorySource;
import dev.evodb.lance.index.IndexFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The files of an index segment as bytes of a fuzzer. Which files, columns and keys of metadata an index
/// looks for is given; all that they hold, and whether they are there, is the fuzzer's. So it works on
/// what the index keeps in its columns, not on the file format around.
final class SegmentInput {
    /// Of a column that is not there.
    private static final int MISSING = 255;

    private static final int MOST_ROWS = 2000;

    private SegmentInput() {}

    /// What an index looks for in one of its files.
    record FileShape(String name, List<String> columns, List<String> keys) {
        FileShape {
            columns = List.copyOf(columns);
            keys = List.copyOf(keys);
        }

        FileShape(String name, String columns, String keys) {
            this(name, words(columns), words(keys));
        }

        private static List<String> words(String text) {
            return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
        }
    }

    static IndexFile.Folder read(Input input, List<FileShape> shapes) {
        Map<String, byte[]> files = new HashMap<>();
        for (FileShape shape : shapes) {
            boolean isThere = input.nextByte() != MISSING;
            byte[] bytes = readFile(input, shape);
            if (isThere) {
                files.put(shape.name(), bytes);
            }
        }
        return name -> {
            byte[] bytes = files.get(name);
            if (bytes == null) {
                throw new NoSuchFileException(name);
            }
            return LanceFile.open(new MemorySource(name, bytes), Declared.LIMITS);
        };
    }

    private static byte[] readFile(Input input, FileShape shape) {
        int rows = input.nextShort() % MOST_ROWS;
        Map<String, String> metadata = new LinkedHashMap<>();
        for (String key : shape.keys()) {
            byte[] value = input.nextBytes().toBytes();
            if (value.length > 0) {
                metadata.put(key, new String(value, StandardCharsets.UTF_8));
            }
        }
        byte[] globalBuffer = input.nextBytes().toBytes();
        List<PlainFile.Named> columns = new ArrayList<>();
        for (String name : shape.columns()) {
            int type = input.nextByte();
            if (type != MISSING) {
                String text = ColumnInput.TYPES.get(type % ColumnInput.TYPES.size());
                columns.add(new PlainFile.Named(name, text, ColumnInput.read(input, text, rows)));
            }
        }
        return PlainFile.write(rows, columns, metadata, List.of(globalBuffer));
    }

    /// The reverse of reading one file: the columns of `columns` that there are, of `rows` rows.
    static void write(
            Input.Writer out,
            FileShape shape,
            int rows,
            Map<String, Typed> columns,
            Map<String, String> metadata,
            byte[] globalBuffer) {
        out.putByte(0).putShort(rows);
        for (String key : shape.keys()) {
            out.putBytes(metadata.getOrDefault(key, "").getBytes(StandardCharsets.UTF_8));
        }
        out.putBytes(globalBuffer);
        for (String name : shape.columns()) {
            Typed column = columns.get(name);
            if (column == null) {
                out.putByte(MISSING);
            } else {
                int type = ColumnInput.TYPES.indexOf(column.type());
                if (type < 0) {
                    throw new IllegalArgumentException(column.type());
                }
                ColumnInput.write(out.putByte(type), column.column());
            }
        }
    }

    /// A column and its type as [PlainFile.Named] has it.
    record Typed(String type, Column column) {}
}
