package dev.evodb.lance.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.column.Column;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.CanonicalForm;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Our values against those of the reference reader, for every column of the fixtures.
class LanceFileConformanceTest {
    /// Some fixtures of this checkout; others may be given by `evodb.fixtures`.
    private static final Set<String> BUNDLED = Set.of(
            "bigpages-21",
            "bigpages-22",
            "fragments",
            "strings-21",
            "strings-22",
            "tiny-21",
            "tiny-22",
            "types-21",
            "types-22",
            "widevec-21",
            "widevec-22");

    private static List<Fixture> readable() throws IOException {
        return Fixture.readable();
    }

    @Test
    void everyBundledFixtureIsReadable() throws IOException {
        Set<String> names = new TreeSet<>();
        readable().forEach(fixture -> names.add(fixture.name()));
        assertTrue(names.containsAll(BUNDLED), names::toString);
    }

    @ParameterizedTest
    @MethodSource("readable")
    void readsTheValuesOfTheReference(Fixture fixture) throws IOException {
        compare(fixture, (file, column) -> List.of(file.read(column, 0, (int) file.rows())));
    }

    @ParameterizedTest
    @MethodSource("readable")
    void readsTheSameValuesInSmallRanges(Fixture fixture) throws IOException {
        long seed = 20261121;
        Random random = new Random(seed);
        compare(fixture, (file, column) -> {
            List<Column> parts = new ArrayList<>();
            for (long from = 0; from < file.rows(); ) {
                int rows = (int) Math.min(file.rows() - from, 1 + random.nextInt(1500));
                parts.add(file.read(column, from, rows));
                from += rows;
            }
            return parts;
        });
    }

    @ParameterizedTest
    @MethodSource("readable")
    void takesTheRowsThatAScanReads(Fixture fixture) throws IOException {
        long seed = 4711;
        Random random = new Random(seed);
        for (Path path : fixture.dataFiles()) {
            LanceFile file = LanceFile.open(ArraySource.of(path), ReadLimits.DEFAULT);
            for (SchemaField schemaField : file.descriptor().schema().fields()) {
                Column all;
                try {
                    all = read(file, schemaField);
                } catch (UnsupportedFeatureException e) {
                    continue;
                }
                Field column = schemaField.toField(Location.of(file.name()));
                for (double share : new double[] {0.002, 0.3, 1}) {
                    long[] rows = random.longs(0, Math.max(1, file.rows()))
                            .limit(1 + (long) (file.rows() * share))
                            .filter(row -> row < file.rows())
                            .distinct()
                            .sorted()
                            .toArray();
                    Column taken = file.take(schemaField, rows);
                    assertEquals(rows.length, taken.rows());
                    for (int i = 0; i < rows.length; i++) {
                        String expected = text(column, all, (int) rows[i]);
                        assertEquals(
                                expected,
                                text(column, taken, i),
                                schemaField.name() + " row " + rows[i] + ", seed " + seed);
                    }
                }
            }
        }
    }

    @Test
    void readsTheWholeSample() throws IOException {
        try (var files = Files.walk(Fixture.samples())) {
            for (Path path : files.filter(file -> file.toString().matches(".*\\.(lance/data/.*lance|idx)"))
                    .toList()) {
                readAll(path);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("indexFixtures")
    void readsEveryColumnOfIndexFiles(String name) throws IOException {
        Fixture fixture = Fixture.of(name);
        for (Path path : fixture.indexFiles()) {
            readAll(path);
        }
        assertEquals(2, fixture.indexFiles().size());
    }

    private static List<String> indexFixtures() {
        return List.of(
                "ivf-pq8-l2",
                "ivf-pq8-cosine",
                "ivf-pq8-dot",
                "ivf-pq8-l2-f16",
                "ivf-pq8-l2-f64",
                "ivf-pq8-l2-file20",
                "ivf-pq8-l2-file22");
    }

    private static void readAll(Path path) throws IOException {
        LanceFile file = LanceFile.open(ArraySource.of(path), ReadLimits.DEFAULT);
        assertTrue(file.globalBufferCount() >= 1);
        for (int i = 0; i < file.globalBufferCount(); i++) {
            file.globalBuffer(i);
        }
        for (SchemaField field : file.descriptor().schema().fields()) {
            assertEquals(file.rows(), read(file, field).rows());
        }
    }

    private static Column read(LanceFile file, SchemaField column) throws IOException {
        return file.read(column, 0, (int) file.rows());
    }

    private interface Reading {
        List<Column> read(LanceFile file, SchemaField column) throws IOException;
    }

    private static void compare(Fixture fixture, Reading reading) throws IOException {
        List<LanceFile> files = new ArrayList<>();
        for (Path path : fixture.dataFiles()) {
            files.add(LanceFile.open(ArraySource.of(path), ReadLimits.DEFAULT));
        }
        JsonNode columns = fixture.expected().path("content").path("columns");
        List<String> different = new ArrayList<>();
        for (SchemaField field : files.getFirst().descriptor().schema().fields()) {
            if (!columns.has(field.name())) {
                continue;
            }
            MessageDigest digest = sha256();
            CanonicalForm form = new CanonicalForm(digest::update);
            long nulls = 0;
            try {
                for (LanceFile file : files) {
                    DataType type = field.toField(Location.of(file.name())).type();
                    for (Column part : reading.read(file, field)) {
                        form.appendLines(type, part);
                        nulls += part.validity().nullCount();
                    }
                }
            } catch (UnsupportedFeatureException e) {
                if (BUNDLED.contains(fixture.name())) {
                    throw e;
                }
                continue;
            }
            form.flush();
            JsonNode expected = columns.path(field.name());
            if (!expected.path("sha256").asText().equals(HexFormat.of().formatHex(digest.digest()))
                    || expected.path("nulls").asLong() != nulls) {
                different.add(field.name());
            }
        }
        assertEquals(List.of(), different);
    }

    private static String text(Field field, Column column, int row) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CanonicalForm form = new CanonicalForm(bytes::write);
        form.append(field.type(), column, row);
        form.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
