package dev.evodb.lance.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Computed columns against those of the native library (see `filters/README.md`), on a table of 16 rows with the
/// corners of every type.
class NativeColumnsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestFactory
    List<DynamicTest> givesTheTypesAndValuesOfTheNativeLibrary() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        for (String[] line : lines("columns.txt")) {
            tests.add(DynamicTest.dynamicTest(line[0], () -> {
                Answer answer = answer(line[0]);
                assertEquals(line[1], typeName(answer.field()));
                List<@Nullable String> expected = new ArrayList<>();
                for (JsonNode value : JSON.readTree(line[2])) {
                    boolean isFloat = answer.field().type() instanceof DataType.FloatingPoint;
                    expected.add(
                            value.isNull()
                                    ? null
                                    : isFloat
                                            ? String.valueOf(Double.parseDouble(value.textValue()))
                                            : value.textValue());
                }
                assertEquals(expected, answer.values());
            }));
        }
        return tests;
    }

    /// Each line has the expression, the native answer and our type, and values or an error.
    @TestFactory
    List<DynamicTest> differsFromTheNativeLibraryWhereItIsSaid() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        for (String[] line : lines("columns-differences.txt")) {
            tests.add(DynamicTest.dynamicTest(line[0], () -> assertEquals(line[2], described(line[0]))));
        }
        return tests;
    }

    private record Answer(Field field, List<@Nullable String> values) {}

    private static Answer answer(String expression) throws Exception {
        try (LanceDataset table = LanceDataset.open(folder().resolve("values.lance"))) {
            LinkedHashMap<String, String> wanted = new LinkedHashMap<>(Map.of("x", expression));
            ComputedColumns computed = ComputedColumns.of(table.schema(), wanted);
            try (Scan scan = table.scan(ScanRequest.ALL.columns(computed.columns()))) {
                scan.next();
                RecordBatch batch = computed.apply(scan.batch());
                Field field = computed.fields().getFirst();
                return new Answer(field, ColumnText.values(batch.columns().getFirst(), field.type()));
            }
        }
    }

    private static String described(String expression) throws Exception {
        try {
            Answer answer = answer(expression);
            return typeName(answer.field()) + " " + JSON.writeValueAsString(answer.values());
        } catch (FilterException e) {
            return "error " + e.getMessage();
        }
    }

    private static String typeName(Field field) {
        return SqlTypes.name(field.type()) + (field.isNullable() ? "" : " not null");
    }

    private static List<String[]> lines(String name) throws IOException, URISyntaxException {
        return Files.readAllLines(folder().resolve(name)).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("\t", -1))
                .toList();
    }

    private static Path folder() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(NativeColumnsTest.class.getResource("/filters"))
                .toURI());
    }
}
