package dev.evodb.lance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.column.Column;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.file.Fixture;
import dev.evodb.type.DataType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole tables, every recorded version of them, against the answers of the reference reader.
///
/// What this version refuses by name is skipped with that name, unless it is promised.
class FixtureConformanceTest {
    private static final Set<String> PROMISED = Set.of(
            "tiny-21",
            "tiny-22",
            "type-struct-nulls-22",
            "types-21",
            "types-22",
            "strings-21",
            "strings-22",
            "widevec-21",
            "widevec-22",
            "fragments",
            "bigpages-21",
            "bigpages-22",
            "ivf-pq8-l2",
            "ivf-pq8-cosine",
            "ivf-pq8-dot",
            "ivf-pq8-l2-f16",
            "ivf-pq8-l2-f64",
            "ivf-pq8-l2-file22");

    private final Set<String> refused = new TreeSet<>();
    private int comparedColumns;

    private static List<String> fixtures() throws IOException {
        return Fixture.names();
    }

    @Test
    void everyPromisedFixtureIsThere() throws IOException {
        assertTrue(Fixture.names().containsAll(PROMISED), () -> "in " + Fixture.root());
    }

    @Test
    void countsTheRowsOfTheSample() throws IOException {
        try (LanceDataset table = LanceDataset.open(Fixture.samples().resolve("words.lance"))) {
            assertEquals(20_000, table.countRows());
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void answersLikeTheReference(String name) throws IOException {
        Fixture fixture = Fixture.of(name);
        List<JsonNode> states = new ArrayList<>(List.of(fixture.expected()));
        for (String older : List.of("states", "history", "steps")) {
            fixture.expected().path(older).forEach(states::add);
        }
        for (JsonNode state : states) {
            attempt(() -> compare(fixture, state));
        }
        assertTrue(refused.isEmpty() || !PROMISED.contains(name), refused::toString);
        assertTrue(comparedColumns > 0 || !refused.isEmpty(), "nothing to compare with");
        assumeTrue(refused.isEmpty(), () -> name + ": " + refused);
    }

    private interface Step {
        void run() throws IOException;
    }

    private void attempt(Step step) throws IOException {
        try {
            step.run();
        } catch (UnsupportedFeatureException e) {
            refused.add(String.valueOf(e.getMessage()));
        }
    }

    private void compare(Fixture fixture, JsonNode state) throws IOException {
        JsonNode content = state.path("content");
        JsonNode version =
                state.path("dataset").has("version") ? state.path("dataset").path("version") : state.path("version");
        OpenOptions options =
                version.isMissingNode() ? OpenOptions.DEFAULT : OpenOptions.DEFAULT.withVersion(version.asLong());
        try (LanceDataset table = LanceDataset.open(fixture.table(), options)) {
            if (content.has("rowCount")) {
                attempt(() -> assertEquals(content.path("rowCount").asLong(), table.countRows()));
            }
            for (Map.Entry<String, JsonNode> column : content.path("columns").properties()) {
                attempt(() -> compareColumn(table, column.getKey(), column.getValue()));
            }
            attempt(() -> compareSample(table, content.path("sample")));
            for (JsonNode filter : state.path("filters")) {
                attempt(() -> compareFilter(table, filter));
            }
        }
    }

    private void compareColumn(LanceDataset table, String name, JsonNode expected) throws IOException {
        // Addresses are what row ids are, where those are read.
        String column = name.equals("_rowaddr") ? LanceDataset.ROW_ID : name;
        Fingerprint print = Fingerprint.of(table, List.of(column));
        assertEquals(
                Map.of(
                        column,
                        new Fingerprint.ColumnPrint(
                                expected.path("nulls").asLong(),
                                expected.path("sha256").asText())),
                print.columns());
        comparedColumns++;
    }

    private static void compareSample(LanceDataset table, JsonNode sample) throws IOException {
        if (sample.isEmpty()) {
            return;
        }
        List<String> columns = new ArrayList<>();
        for (String name : table.columnNames()) {
            if (sample.path(0).path("row").has(name)) {
                columns.add(name);
            }
        }
        columns.add(LanceDataset.ROW_ID);
        long[] offsets = new long[sample.size()];
        long[] rowIds = new long[sample.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = sample.path(i).path("offset").asLong();
            rowIds[i] = Long.parseUnsignedLong(
                    sample.path(i).path("row").path(LanceDataset.ROW_ID).asText());
        }
        compareRows(sample, table.take(columns, offsets));
        compareRows(sample, table.takeRowIds(columns, rowIds));
    }

    private static void compareRows(JsonNode sample, RecordBatch taken) {
        int compared = 0;
        for (int i = 0; i < taken.rows(); i++) {
            JsonNode row = sample.path(i).path("row");
            for (int c = 0; c < taken.columns().size(); c++) {
                String name = taken.fields().get(c).name();
                Optional<String> ours =
                        scalar(taken.fields().get(c).type(), taken.columns().get(c), i);
                JsonNode theirs = row.path(name);
                if (ours.isPresent() && !theirs.asText().startsWith("sha256/")) {
                    assertEquals(theirs.asText(), ours.get(), name + " of row " + i);
                    compared++;
                }
            }
        }
        assertTrue(compared >= sample.size(), "no scalar column to compare");
    }

    /// Integers, booleans and texts as the expectations have them; nothing for other types.
    private static Optional<String> scalar(DataType type, Column column, int row) {
        if (!column.isValid(row)) {
            return Optional.of("null");
        }
        boolean isUnsigned = type instanceof DataType.Int(int bits, boolean isSigned) && bits == 64 && !isSigned;
        return switch (column) {
            case Column.BitColumn bits -> Optional.of(String.valueOf(bits.get(row)));
            case Column.IntColumn(var _, int[] values)
            when type instanceof DataType.Int(var _, boolean isSigned) ->
                Optional.of(isSigned ? Integer.toString(values[row]) : Integer.toUnsignedString(values[row]));
            case Column.LongColumn(var _, long[] values) ->
                Optional.of(isUnsigned ? Long.toUnsignedString(values[row]) : Long.toString(values[row]));
            case Column.BytesColumn(var _, int[] offsets, byte[] data)
            when type instanceof DataType.Utf8 ->
                Optional.of(new String(data, offsets[row], offsets[row + 1] - offsets[row], StandardCharsets.UTF_8));
            default -> Optional.empty();
        };
    }

    private static void compareFilter(LanceDataset table, JsonNode filter) throws IOException {
        JsonNode expected = filter.path("content").path("columns").path("id").path("values");
        List<String> found = new ArrayList<>();
        try (Scan scan = table.scan(ScanRequest.ALL
                .columns("id")
                .where(filter.path("filter").asText())
                .batchRows(100))) {
            while (scan.next()) {
                RecordBatch batch = scan.batch();
                for (int i = 0; i < batch.rows(); i++) {
                    found.add(scalar(
                                    batch.fields().getFirst().type(),
                                    batch.columns().getFirst(),
                                    i)
                            .orElseThrow());
                }
            }
        }
        List<String> wanted = new ArrayList<>();
        expected.forEach(id -> wanted.add(id.asText()));
        assertEquals(wanted, found, filter.path("filter").asText());
    }
}
