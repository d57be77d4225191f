package dev.evodb.namespace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.util.ByteArrayReadableSeekableByteChannel;
import org.apache.arrow.vector.util.Text;
import org.lance.namespace.LanceNamespace;
import org.lance.namespace.model.QueryTableRequestVector;

/// A folder of tables of other writers: `t3` (300 indexed rows and 10 that are not, of id, name and a vector of
/// 4 dims; version 7, tag `v1` at 3), the same as `a$b$tt`, and `fx$<name>` for each fixture that is asked for.
final class Tables {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ROOT = Path.of(System.getProperty("evodb.root"));
    private static final Path FIXTURES = Path.of(System.getProperty("evodb.fixtures"));

    private Tables() {}

    static void fill(Path folder, String... fixtures) throws IOException {
        Path captured = ROOT.resolve("search-api/src/test/resources/tables/t3.lance");
        copy(captured, folder.resolve("t3.lance"));
        copy(captured, folder.resolve("a/b/tt.lance"));
        for (String fixture : fixtures) {
            copy(FIXTURES.resolve(fixture).resolve("data.lance"), folder.resolve("fx/" + fixture + ".lance"));
        }
    }

    static JsonNode expected(String fixture) throws IOException {
        return JSON.readTree(FIXTURES.resolve(fixture).resolve("expected.json").toFile());
    }

    /// By the way that programs take; the caller closes it.
    static EvoNamespace open(String root, String... properties) {
        Map<String, String> all = new HashMap<>();
        all.put("root", root);
        for (int i = 0; i < properties.length; i += 2) {
            all.put(properties[i], properties[i + 1]);
        }
        return (EvoNamespace) LanceNamespace.connect(EvoNamespace.class.getName(), all, null);
    }

    static QueryTableRequestVector vector(JsonNode numbers) {
        List<Float> values = new ArrayList<>();
        numbers.forEach(number -> values.add(number.floatValue()));
        return new QueryTableRequestVector().singleVector(values);
    }

    /// Columns by their names, in the order of the answer.
    record Rows(Map<String, List<Object>> columns) {
        List<String> names() {
            return List.copyOf(columns.keySet());
        }

        /// The values of a column, which has to be there.
        List<Object> get(String name) {
            return Objects.requireNonNull(columns.get(name), name);
        }
    }

    /// The rows of an Arrow file, read by Arrow.
    static Rows rows(byte[] file) {
        Rows rows = new Rows(new LinkedHashMap<>());
        try (BufferAllocator allocator = new RootAllocator();
                ArrowFileReader reader =
                        new ArrowFileReader(new ByteArrayReadableSeekableByteChannel(file), allocator)) {
            reader.getVectorSchemaRoot()
                    .getSchema()
                    .getFields()
                    .forEach(field -> rows.columns().put(field.getName(), new ArrayList<>()));
            while (reader.loadNextBatch()) {
                for (FieldVector vector : reader.getVectorSchemaRoot().getFieldVectors()) {
                    for (int row = 0; row < vector.getValueCount(); row++) {
                        rows.get(vector.getName()).add(printable(vector.getObject(row)));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    private static Object printable(Object value) {
        return value instanceof Text text ? text.toString() : value;
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }
}
