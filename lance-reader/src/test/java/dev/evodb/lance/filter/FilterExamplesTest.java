package dev.evodb.lance.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.column.Column;
import dev.evodb.column.Validity;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.schema.LanceSchema;
import dev.evodb.lance.schema.SchemaFields;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every example of docs/filters.md over the table that it shows.
class FilterExamplesTest {
    private static final int ROWS = 5;
    private static final LanceSchema SCHEMA = new SchemaFields()
            .add(0, -1, "id", "int32")
            .add(1, -1, "label", "string")
            .add(2, -1, "price", "double")
            .add(3, -1, "stock", "int32")
            .add(4, -1, "tags", "list")
            .add(5, 4, "item", "string")
            .add(6, -1, "day", "date32:day")
            .add(7, -1, "pos", "struct")
            .add(8, 7, "x", "int32")
            .add(9, 7, "y", "int32")
            .build();

    @TestFactory
    List<DynamicTest> findsTheRowsThatTheExamplesName() throws IOException {
        Path page = Path.of(System.getProperty("evodb.root")).resolve("docs/filters.md");
        String text = Files.readString(page);
        int start = text.indexOf("```sql\n") + "```sql\n".length();
        List<String> examples =
                text.substring(start, text.indexOf("```", start)).lines().toList();
        assertTrue(examples.size() >= 25, "examples in " + page);
        return examples.stream()
                .map(line -> DynamicTest.dynamicTest(line, () -> {
                    int comment = line.indexOf(" --");
                    assertEquals(line.substring(comment + 3).strip(), rows(line.substring(0, comment)));
                }))
                .toList();
    }

    private static String rows(String text) {
        Filter filter = Filter.parse(text, SCHEMA);
        List<Field> fields = filter.columns().stream()
                .map(name -> new Field(name, new DataType.Null(), true))
                .toList();
        List<Column> columns =
                filter.columns().stream().map(FilterExamplesTest::column).toList();
        Selection selection = filter.evaluate(new RecordBatch(fields, columns, ROWS));
        return Arrays.stream(selection.rowsWhereTrue())
                .mapToObj(row -> String.valueOf(row + 1))
                .collect(Collectors.joining(" "));
    }

    private static Column column(String name) {
        return switch (name) {
            case "id" -> ints("11111", 1, 2, 3, 4, 5);
            case "label" -> texts("11101", "apple", "Banana", "avocado", "", "50% off");
            case "price" ->
                new Column.DoubleColumn(Validity.allValid(ROWS), new double[] {1.5, 0.25, Double.NaN, 20, -0.0});
            case "stock" -> ints("11101", 10, 0, 7, 0, -3);
            case "tags" ->
                new Column.ListColumn(
                        validity("11110"),
                        new int[] {0, 2, 3, 3, 5, 5},
                        texts("11110", "red", "green", "yellow", "red", ""));
            case "day" -> ints("11101", 19_752, 19_753, 19_754, 0, -1);
            case "pos" ->
                new Column.StructColumn(
                        validity("11011"), List.of(ints("11011", 1, 3, 0, 0, -1), ints("11001", 2, 4, 0, 0, 0)));
            case "pos.x" -> ints("11011", 1, 3, 0, 0, -1);
            case "pos.y" -> ints("11001", 2, 4, 0, 0, 0);
            default -> throw new AssertionError(name);
        };
    }

    private static Column ints(String valid, int... values) {
        return new Column.IntColumn(validity(valid), values);
    }

    private static Column texts(String valid, String... values) {
        int[] offsets = new int[values.length + 1];
        for (int i = 0; i < values.length; i++) {
            offsets[i + 1] = offsets[i] + values[i].length();
        }
        return new Column.BytesColumn(
                validity(valid), offsets, String.join("", values).getBytes(StandardCharsets.UTF_8));
    }

    private static Validity validity(String valid) {
        byte[] bits = new byte[1];
        for (int i = 0; i < valid.length(); i++) {
            bits[0] |= (byte) ((valid.charAt(i) - '0') << i);
        }
        return Validity.ofBits(bits, valid.length());
    }
}
