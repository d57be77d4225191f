package dev.evodb.oracle.speed;

import dev.evodb.oracle.speed.BenchTables.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/// Columns whose values and metadata make the native writer choose one encoding each.
final class EncodingColumns {
    private static final String COMPRESSION = "lance-encoding:compression";

    private final Map<String, Field> fields = new LinkedHashMap<>();
    private final Map<String, Setter> setters = new LinkedHashMap<>();

    /// Sets row `row` of `vector` to the value of table row `number`.
    private interface Setter {
        void set(FieldVector vector, int row, long number, SplittableRandom random);
    }

    static Path write(Path table) throws IOException {
        EncodingColumns columns = new EncodingColumns();
        Schema schema = new Schema(columns.fields.values());
        return BenchTables.table(table, schema, BenchTables.ENCODING_ROWS, columns::fill);
    }

    private void fill(VectorSchemaRoot batch, long first, int rows) {
        for (Map.Entry<String, Setter> column : setters.entrySet()) {
            FieldVector vector = batch.getVector(column.getKey());
            SplittableRandom random =
                    new SplittableRandom(first + column.getKey().hashCode());
            for (int row = 0; row < rows; row++) {
                column.getValue().set(vector, row, first + row, random);
            }
        }
    }

    private EncodingColumns() {
        add("flat64", BenchTables.DOUBLE, Map.of(), (v, i, n, r) -> ((Float8Vector) v).setSafe(i, r.nextDouble()));
        add(
                "bits8",
                new ArrowType.Int(8, false),
                Map.of(),
                (v, i, n, r) -> ((UInt1Vector) v).setSafe(i, r.nextInt(32)));
        add(
                "bits16",
                new ArrowType.Int(16, true),
                Map.of(),
                (v, i, n, r) -> ((SmallIntVector) v).setSafe(i, r.nextInt(2000)));
        add("bits32", BenchTables.INT32, Map.of(), (v, i, n, r) -> ((IntVector) v).setSafe(i, r.nextInt(1 << 17)));
        add("bits64", BenchTables.INT64, Map.of(), (v, i, n, r) -> ((BigIntVector) v).setSafe(i, r.nextLong(1L << 37)));
        add("bool", new ArrowType.Bool(), Map.of(), (v, i, n, r) -> ((BitVector) v).setSafe(i, r.nextInt(2)));
        fields.put("nulls32", new Field("nulls32", FieldType.nullable(BenchTables.INT32), List.of()));
        setters.put("nulls32", (v, i, n, r) -> {
            if (r.nextInt(7) == 0) {
                ((IntVector) v).setNull(i);
            } else {
                ((IntVector) v).setSafe(i, r.nextInt(1 << 17));
            }
        });
        add("runs32", BenchTables.INT32, Map.of(), (v, i, n, r) -> ((IntVector) v).setSafe(i, (int) (n / 97)));
        Map<String, String> bss = Map.of(COMPRESSION, "lz4", "lance-encoding:bss", "on");
        add("bss32", BenchTables.FLOAT, bss, (v, i, n, r) -> ((Float4Vector) v).setSafe(i, 20 + r.nextFloat()));
        add(
                "zstd_f64",
                BenchTables.DOUBLE,
                compressed("zstd"),
                (v, i, n, r) -> ((Float8Vector) v).setSafe(i, r.nextInt(5000) * 0.25));
        add(
                "lz4_f64",
                BenchTables.DOUBLE,
                compressed("lz4"),
                (v, i, n, r) -> ((Float8Vector) v).setSafe(i, r.nextInt(5000) * 0.25));
        add("text", BenchTables.TEXT, compressed("none"), (v, i, n, r) -> words(v, i, 5, r));
        add("fsst", BenchTables.TEXT, compressed("fsst"), (v, i, n, r) -> words(v, i, 5, r));
        add("dictionary", BenchTables.TEXT, Map.of(), (v, i, n, r) -> text(v, i, Words.of(r.nextInt(500))));
        add("zstd_text", BenchTables.TEXT, compressed("zstd"), (v, i, n, r) -> words(v, i, 5, r));
        add("lz4_text", BenchTables.TEXT, compressed("lz4"), (v, i, n, r) -> words(v, i, 5, r));
        add("long_text", BenchTables.TEXT, Map.of(), (v, i, n, r) -> words(v, i, 60, r));
        vector("small_list", 16);
        vector("vector", 128);
        fields.put(
                "list32",
                new Field(
                        "list32",
                        FieldType.nullable(new ArrowType.List()),
                        List.of(new Field("item", FieldType.nullable(BenchTables.INT32), List.of()))));
        setters.put("list32", (v, i, n, r) -> {
            ListVector list = (ListVector) v;
            int count = r.nextInt(6);
            int at = list.startNewValue(i);
            for (int j = 0; j < count; j++) {
                ((IntVector) list.getDataVector()).setSafe(at + j, r.nextInt(1000));
            }
            list.endValue(i, count);
        });
        fields.put(
                "struct2",
                new Field(
                        "struct2",
                        FieldType.nullable(new ArrowType.Struct()),
                        List.of(
                                new Field("a", FieldType.nullable(BenchTables.INT32), List.of()),
                                new Field("b", FieldType.nullable(BenchTables.DOUBLE), List.of()))));
        setters.put("struct2", (v, i, n, r) -> {
            StructVector struct = (StructVector) v;
            if (r.nextInt(10) == 0) {
                struct.setNull(i);
            } else {
                struct.setIndexDefined(i);
                struct.getChild("a", IntVector.class).setSafe(i, r.nextInt(1000));
                struct.getChild("b", Float8Vector.class).setSafe(i, r.nextDouble());
            }
        });
    }

    private static Map<String, String> compressed(String scheme) {
        return Map.of(COMPRESSION, scheme);
    }

    private void add(String name, ArrowType type, Map<String, String> metadata, Setter setter) {
        fields.put(name, new Field(name, new FieldType(false, type, null, metadata), List.of()));
        setters.put(name, setter);
    }

    private void vector(String name, int dims) {
        Field item = new Field("item", FieldType.notNullable(BenchTables.FLOAT), List.of());
        fields.put(name, new Field(name, FieldType.notNullable(new ArrowType.FixedSizeList(dims)), List.of(item)));
        setters.put(name, (v, i, n, r) -> {
            FixedSizeListVector list = (FixedSizeListVector) v;
            int at = list.startNewValue(i);
            for (int d = 0; d < dims; d++) {
                ((Float4Vector) list.getDataVector()).setSafe(at + d, r.nextFloat());
            }
        });
    }

    private static void words(FieldVector vector, int row, int most, SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int j = most / 2 + random.nextInt(most); j > 0; j--) {
            text.append(Words.of(random.nextInt(1 + random.nextInt(3000)))).append(' ');
        }
        text(vector, row, text.toString());
    }

    private static void text(FieldVector vector, int row, String text) {
        ((VarCharVector) vector).setSafe(row, text.getBytes(StandardCharsets.UTF_8));
    }
}
