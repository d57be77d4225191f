package dev.evodb.lance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.column.Column;
import dev.evodb.lance.file.Fixture;
import dev.evodb.lance.ref.Branch;
import dev.evodb.lance.ref.Tag;
import dev.evodb.type.DataType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole tables, every recorded version of them, against the answers of the reference reader. Nothing may
/// be refused.
///
/// Left out is what the expectations themselves mark as wrong or answer in two ways: filters with
/// `nativeUnreliable`, where the number of rows that the mark states is compared instead; `contains` with
/// less than three characters, which the reference answers with no row if there is an n-gram index;
/// versions of `history` that `states` describes as well, as the reference answers with row ids of
/// another version there.
class FixtureConformanceTest {
    private static final String IN_JAVASCRIPT = "lancedb-js";
    private static final Pattern FIRST_NUMBER = Pattern.compile("\\d+");
    private static final Pattern SHORT_PATTERN = Pattern.compile("contains\\(.*, '.{1,2}'\\)");

    private int comparedColumns;

    private static List<String> fixtures() throws IOException {
        return Fixture.names();
    }

    @Test
    void everyFixtureOfTheIndexIsThere() throws IOException {
        Path index = Fixture.root().resolve("INDEX.md");
        assumeTrue(Files.exists(index), () -> Fixture.root() + " is another set of tables");
        Set<String> named = new TreeSet<>();
        Matcher names = Pattern.compile("(?m)^\\| `([^`]+)`").matcher(Files.readString(index));
        while (names.find()) {
            named.add(names.group(1));
        }
        named.remove(IN_JAVASCRIPT);
        assertEquals(named, new TreeSet<>(Fixture.names()));
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
            compare(fixture, state);
        }
        compareReferences(fixture);
        assertTrue(comparedColumns > 0, "nothing to compare with");
    }

    /// What the writer of another language says about its own table, in its own words.
    @Test
    void answersLikeTheReferenceInJavaScript() throws IOException {
        Path folder = Fixture.root().resolve(IN_JAVASCRIPT);
        assumeTrue(Files.exists(folder), () -> Fixture.root() + " has none");
        JsonNode expected =
                new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
        List<String> ids = new ArrayList<>();
        try (LanceDataset table =
                LanceDataset.open(folder.resolve(expected.path("path").asText()))) {
            assertEquals(expected.path("version").asLong(), table.version());
            assertEquals(expected.path("rowCount").asLong(), table.countRows());
            List<String> columns = table.columnNames();
            for (int i = 0; i < columns.size(); i++) {
                String text = expected.path("schema").path(i).asText();
                assertTrue(text.startsWith(columns.get(i) + ": "), text);
            }
            try (Scan scan = table.scan(ScanRequest.ALL.columns("id"))) {
                while (scan.next()) {
                    for (int id : ((Column.IntColumn) scan.batch().columns().getFirst()).values()) {
                        ids.add(String.valueOf(id));
                    }
                }
            }
            List<String> names = new ArrayList<>();
            expected.path("rows").path(0).fieldNames().forEachRemaining(names::add);
            long[] offsets = LongStream.range(0, expected.path("rows").size()).toArray();
            RecordBatch taken = table.take(names, offsets);
            for (int row = 0; row < offsets.length; row++) {
                for (int i = 0; i < names.size(); i++) {
                    JsonNode wanted = expected.path("rows").path(row).path(names.get(i));
                    Column column = taken.columns().get(i);
                    String place = names.get(i) + " of row " + row;
                    if (column.isValid(row) && column instanceof Column.DoubleColumn(var _, double[] values)) {
                        assertEquals(wanted.asDouble(), values[row], place);
                        continue;
                    }
                    DataType type = taken.fields().get(i).type();
                    assertEquals(wanted.asText(), scalar(type, column, row).orElseThrow(), place);
                }
            }
        }
        List<String> wantedIds = new ArrayList<>();
        expected.path("ids").forEach(id -> wantedIds.add(id.asText()));
        assertEquals(wantedIds, ids);
    }

    private void compare(Fixture fixture, JsonNode state) throws IOException {
        JsonNode content = state.path("content");
        JsonNode version =
                state.path("dataset").has("version") ? state.path("dataset").path("version") : state.path("version");
        OpenOptions options = fixture.options();
        try (LanceDataset table = LanceDataset.open(
                fixture.table(), version.isMissingNode() ? options : options.withVersion(version.asLong()))) {
            compareContent(table, stated(fixture, table.version()).orElse(content));
            for (JsonNode filter : state.path("filters")) {
                compareFilter(table, filter);
            }
        }
    }

    /// Tags stand for versions whose content is expected too; the one branch is as its parent was.
    private void compareReferences(Fixture fixture) throws IOException {
        OpenOptions options = fixture.options();
        List<String> tags = new ArrayList<>();
        for (JsonNode tag : fixture.expected().path("tags")) {
            tags.add(tag.path("name").asText());
            try (LanceDataset table = LanceDataset.open(fixture.table(), options.withTag(tags.getLast()))) {
                assertEquals(tag.path("version").asLong(), table.version());
                compareContent(table, contentOf(fixture, table.version()));
            }
        }
        try (LanceDataset table = LanceDataset.open(fixture.table(), options)) {
            assertEquals(tags, table.tags().stream().map(Tag::name).toList());
            for (Map.Entry<String, JsonNode> entry :
                    fixture.expected().path("config").properties()) {
                assertEquals(
                        entry.getValue().asText(), table.manifest().config().get(entry.getKey()));
            }
        }
        String tree = fixture.expected().path("branchUri").asText();
        if (!tree.isEmpty()) {
            String name = tree.substring("tree/".length());
            try (LanceDataset table = LanceDataset.open(fixture.table(), options.withBranch(name))) {
                assertEquals(fixture.expected().path("branchVersion").asLong(), table.version());
                assertEquals(name, table.branch());
                assertEquals(
                        List.of(name),
                        table.branches().stream().map(Branch::name).toList());
                compareContent(table, contentOf(fixture, table.version()));
            }
        }
    }

    private static JsonNode contentOf(Fixture fixture, long version) {
        Optional<JsonNode> stated = stated(fixture, version);
        if (stated.isPresent()) {
            return stated.get();
        }
        for (JsonNode state : fixture.expected().path("history")) {
            if (state.path("version").asLong() == version) {
                return state.path("content");
            }
        }
        throw new IllegalArgumentException("nothing is expected of version " + version);
    }

    private void compareContent(LanceDataset table, JsonNode content) throws IOException {
        if (content.has("rowCount")) {
            assertEquals(content.path("rowCount").asLong(), table.countRows());
        }
        for (Map.Entry<String, JsonNode> column : content.path("columns").properties()) {
            compareColumn(table, column.getKey(), column.getValue());
        }
        compareSample(table, content.path("sample"));
    }

    /// What `states` expects of a version.
    private static Optional<JsonNode> stated(Fixture fixture, long version) {
        for (JsonNode state : fixture.expected().path("states")) {
            if (state.path("dataset").path("version").asLong() == version) {
                return Optional.of(state.path("content"));
            }
        }
        return Optional.empty();
    }

    private void compareColumn(LanceDataset table, String column, JsonNode expected) throws IOException {
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
        if (sample.path(0).path("row").has(LanceDataset.ROW_ADDRESS)) {
            columns.add(LanceDataset.ROW_ADDRESS);
        }
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
        assertEquals(found.size(), table.countRows(filter.path("filter").asText()));
        Matcher stated = FIRST_NUMBER.matcher(filter.path("nativeUnreliable").asText());
        if (stated.find()) {
            assertEquals(
                    Integer.parseInt(stated.group()),
                    found.size(),
                    filter.path("filter").asText());
            return;
        }
        if (expected.isEmpty()
                && SHORT_PATTERN.matcher(filter.path("filter").asText()).matches()) {
            return;
        }
        List<String> wanted = new ArrayList<>();
        expected.forEach(id -> wanted.add(id.asText()));
        assertEquals(wanted, found, filter.path("filter").asText());
    }
}
