package dev.evodb.lance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.lance.file.Fixture;
import dev.evodb.lance.manifest.DataFile;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.lance.manifest.DeletionFile;
import dev.evodb.lance.manifest.IndexMetadata;
import dev.evodb.lance.schema.SchemaField;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the manifests of the fixtures say, against what the reference reader reports of them. This holds for tables
/// whose rows this version refuses to read as well.
class ManifestConformanceTest {
    private static List<String> fixtures() throws IOException {
        return Fixture.names();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void inspectsEveryTable(String name) throws IOException {
        Fixture fixture = Fixture.of(name);
        JsonNode expected = fixture.expected().path("dataset");
        try (LanceDataset table = LanceDataset.open(fixture.table())) {
            assertEquals(expected.path("latestVersion").asLong(), table.version());
            assertEquals(expected.path("fileFormatVersion").asText(), table.fileFormatVersion());
            assertEquals(
                    expected.path("stableRowIds").asBoolean(), table.manifest().hasStableRowIds());
            assertEquals(expected.path("countRows").asLong(), table.countRows());
            compareFields(expected.path("schema"), table.schema().fields());
            compareFragments(expected.path("fragments"), table.manifest().fragments());
            compareIndices(expected.path("indices"), table);
        }
    }

    private static void compareFields(JsonNode expected, List<SchemaField> fields) {
        if (!expected.path(0).has("id")) {
            return; // the reference cannot tell the schema of dictionary columns
        }
        assertEquals(expected.size(), fields.size());
        for (int i = 0; i < fields.size(); i++) {
            SchemaField field = fields.get(i);
            JsonNode wanted = expected.path(i);
            assertEquals(wanted.path("id").asInt(), field.id());
            assertEquals(wanted.path("name").asText(), field.name());
            assertEquals(wanted.path("logicalType").asText(), field.logicalType());
            assertEquals(wanted.path("nullable").asBoolean(), field.isNullable());
            compareFields(wanted.path("children"), field.children());
        }
    }

    private static void compareFragments(JsonNode expected, List<DataFragment> fragments) {
        assertEquals(expected.size(), fragments.size());
        for (int i = 0; i < fragments.size(); i++) {
            DataFragment fragment = fragments.get(i);
            JsonNode wanted = expected.path(i);
            assertEquals(wanted.path("id").asLong(), fragment.id());
            assertEquals(wanted.path("physicalRows").asLong(), fragment.physicalRows());
            assertEquals(
                    wanted.path("deletedRows").asLong(),
                    fragment.deletionFile().map(DeletionFile::deletedRows).orElse(0L));
            assertEquals(wanted.path("files").size(), fragment.files().size());
            for (int f = 0; f < fragment.files().size(); f++) {
                DataFile file = fragment.files().get(f);
                JsonNode wantedFile = wanted.path("files").path(f);
                assertEquals(wantedFile.path("path").asText(), file.path());
                assertEquals(ints(wantedFile.path("fields")), ints(file.fields()));
                assertEquals(ints(wantedFile.path("columnIndices")), ints(file.columnIndices()));
                assertEquals(wantedFile.path("version").asText(), file.majorVersion() + "." + file.minorVersion());
            }
        }
    }

    private static void compareIndices(JsonNode expected, LanceDataset table) throws IOException {
        List<IndexMetadata> indices = table.indices();
        assertEquals(expected.size(), indices.size());
        for (int i = 0; i < indices.size(); i++) {
            IndexMetadata index = indices.get(i);
            JsonNode wanted = expected.path(i);
            assertEquals(wanted.path("name").asText(), index.name());
            assertEquals(wanted.path("uuid").asText(), index.uuid().toString());
            assertEquals(ints(wanted.path("fields")), index.fields());
            assertEquals(wanted.path("datasetVersion").asLong(), index.datasetVersion());
            assertEquals(wanted.path("indexVersion").asInt(), index.indexVersion());
            if (wanted.has("fragments")) {
                List<Integer> fragments = ints(wanted.path("fragments"));
                assertEquals(fragments.size(), index.fragments().orElseThrow().size());
                fragments.forEach(id -> assertEquals(
                        true, index.fragments().orElseThrow().contains(id), "fragment " + id + " of " + index.name()));
            }
        }
    }

    private static List<Integer> ints(JsonNode numbers) {
        List<Integer> found = new ArrayList<>();
        numbers.forEach(number -> found.add(number.asInt()));
        return found;
    }

    private static List<Integer> ints(int[] numbers) {
        return IntStream.of(numbers).boxed().toList();
    }
}
