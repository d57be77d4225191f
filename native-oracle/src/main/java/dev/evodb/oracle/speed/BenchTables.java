package dev.evodb.oracle.speed;

import dev.evodb.oracle.table.GeneratedRows;
import dev.evodb.oracle.table.NativeTables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/// The seeded tables of the benchmarks, written by the native library in its default file version unless they are
/// there already.
final class BenchTables {
    static final int VECTOR_ROWS = 1_000_000;
    static final int DIMS = 128;
    static final int TEXT_ROWS = 900_000;
    static final int ENCODING_ROWS = 1 << 20;

    private static final String FILE_VERSION = "2.1";
    static final ArrowType INT32 = new ArrowType.Int(32, true);
    static final ArrowType INT64 = new ArrowType.Int(64, true);
    static final ArrowType FLOAT = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
    static final ArrowType DOUBLE = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
    static final ArrowType TEXT = new ArrowType.Utf8();

    private BenchTables() {}

    /// 1M rows of `id`, `bucket` (0..99), `label` (some 20 bytes) and `vector` (128 floats, no nulls).
    static Path vectors(Path folder) throws IOException {
        Field item = required("item", FLOAT);
        Schema schema = new Schema(List.of(
                required("id", INT64),
                nullable("bucket", INT32),
                nullable("label", TEXT),
                required("vector", new ArrowType.FixedSizeList(DIMS), item)));
        return table(folder.resolve("vectors.lance"), schema, VECTOR_ROWS, BenchTables::fillVectors);
    }

    /// Articles of some 1.5 KB: texts, tags, an author, links with scores; 3 % of what is nullable is null.
    static Path texts(Path folder) throws IOException {
        Field link = new Field(
                "item",
                FieldType.nullable(new ArrowType.Struct()),
                List.of(nullable("url", TEXT), nullable("score", DOUBLE)));
        Schema schema = new Schema(List.of(
                required("id", INT64),
                nullable("title", TEXT),
                nullable("body", TEXT),
                nullable("tags", new ArrowType.List(), nullable("item", TEXT)),
                nullable("author", new ArrowType.Struct(), nullable("name", TEXT), nullable("age", INT32)),
                nullable("links", new ArrowType.List(), link)));
        return table(folder.resolve("texts.lance"), schema, TEXT_ROWS, new Articles()::fill);
    }

    /// A column for each encoding, without nulls unless it is about them.
    static Path encodings(Path folder) throws IOException {
        return EncodingColumns.write(folder.resolve("encodings.lance"));
    }

    static Path table(Path table, Schema schema, int rows, GeneratedRows.Filler filler) throws IOException {
        if (Files.isDirectory(table)) {
            return table;
        }
        Path unfinished = table.resolveSibling(table.getFileName() + ".unfinished");
        deleteTree(unfinished);
        try (BufferAllocator allocator = new RootAllocator();
                GeneratedRows source = new GeneratedRows(allocator, schema, rows, 8192, filler)) {
            NativeTables.Layout layout = new NativeTables.Layout(FILE_VERSION, 1 << 20, false);
            NativeTables.create(unfinished, source, layout, allocator);
        }
        return Files.move(unfinished, table);
    }

    static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> found = new ArrayList<>();
        try (var tree = Files.walk(folder)) {
            tree.forEach(found::add);
        }
        for (Path path : found.reversed()) {
            Files.delete(path);
        }
    }

    private static void fillVectors(VectorSchemaRoot batch, long first, int rows) {
        BigIntVector id = (BigIntVector) batch.getVector("id");
        IntVector bucket = (IntVector) batch.getVector("bucket");
        VarCharVector label = (VarCharVector) batch.getVector("label");
        FixedSizeListVector vector = (FixedSizeListVector) batch.getVector("vector");
        Float4Vector items = (Float4Vector) vector.getDataVector();
        SplittableRandom random = new SplittableRandom(first);
        for (int i = 0; i < rows; i++) {
            id.setSafe(i, first + i);
            bucket.setSafe(i, random.nextInt(100));
            label.setSafe(
                    i,
                    ("label " + Words.of(random.nextInt(2000)) + " " + random.nextInt(100_000))
                            .getBytes(StandardCharsets.UTF_8));
            vector.startNewValue(i);
            for (int d = 0; d < DIMS; d++) {
                items.setSafe(i * DIMS + d, random.nextFloat() - 0.5f);
            }
        }
    }

    /// Made-up words of two to four syllables.
    static final class Words {
        private static final String[] SYLLABLES =
                "ba de fi go hu ka le mi no pu ra se ti vo zu cha dre sto pli qua ner lan tor ming".split(" ", -1);

        static String of(int number) {
            StringBuilder word = new StringBuilder();
            int rest = number + SYLLABLES.length;
            while (rest > 0) {
                word.append(SYLLABLES[rest % SYLLABLES.length]);
                rest /= SYLLABLES.length;
            }
            return word.toString();
        }
    }

    private static final class Articles {
        private static final int VOCABULARY = 20_000;

        private final byte[][] words = new byte[VOCABULARY][];

        Articles() {
            for (int i = 0; i < VOCABULARY; i++) {
                words[i] = (Words.of(i) + " ").getBytes(StandardCharsets.UTF_8);
            }
        }

        void fill(VectorSchemaRoot batch, long first, int rows) {
            SplittableRandom random = new SplittableRandom(~first);
            BigIntVector id = (BigIntVector) batch.getVector("id");
            VarCharVector title = (VarCharVector) batch.getVector("title");
            VarCharVector body = (VarCharVector) batch.getVector("body");
            ListVector tags = (ListVector) batch.getVector("tags");
            StructVector author = (StructVector) batch.getVector("author");
            ListVector links = (ListVector) batch.getVector("links");
            StructVector link = (StructVector) links.getDataVector();
            for (int i = 0; i < rows; i++) {
                id.setSafe(i, (first + i) * 3);
                text(title, i, 3 + random.nextInt(8), random);
                text(body, i, 100 + random.nextInt(200), random);
                if (isNull(random)) {
                    tags.setNull(i);
                } else {
                    int count = random.nextInt(6);
                    int at = tags.startNewValue(i);
                    for (int j = 0; j < count; j++) {
                        text((VarCharVector) tags.getDataVector(), at + j, 1, random);
                    }
                    tags.endValue(i, count);
                }
                if (isNull(random)) {
                    author.setNull(i);
                    text(author.getChild("name", VarCharVector.class), i, 0, random);
                } else {
                    author.setIndexDefined(i);
                    text(author.getChild("name", VarCharVector.class), i, 2, random);
                    author.getChild("age", IntVector.class).setSafe(i, 18 + random.nextInt(70));
                }
                int count = random.nextInt(4);
                int at = links.startNewValue(i);
                for (int j = 0; j < count; j++) {
                    link.setIndexDefined(at + j);
                    text(link.getChild("url", VarCharVector.class), at + j, 4, random);
                    link.getChild("score", Float8Vector.class).setSafe(at + j, random.nextDouble());
                }
                links.endValue(i, count);
            }
        }

        private static boolean isNull(SplittableRandom random) {
            return random.nextInt(100) < 3;
        }

        private void text(VarCharVector vector, int row, int count, SplittableRandom random) {
            if (count > 1 && isNull(random)) {
                vector.setNull(row);
                return;
            }
            byte[] text = new byte[count * 16];
            int length = 0;
            for (int i = 0; i < count; i++) {
                // Small numbers more often, as words of a language are.
                byte[] word = words[random.nextInt(1 + random.nextInt(VOCABULARY))];
                System.arraycopy(word, 0, text, length, word.length);
                length += word.length;
            }
            vector.setSafe(row, text, 0, length);
        }
    }

    private static Field required(String name, ArrowType type, Field... children) {
        return new Field(name, FieldType.notNullable(type), List.of(children));
    }

    private static Field nullable(String name, ArrowType type, Field... children) {
        return new Field(name, FieldType.nullable(type), List.of(children));
    }

    /// Writes the tables below the folder `args[0]`.
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        vectors(folder);
        texts(folder);
        encodings(folder);
    }
}
