package dev.evodb.lance.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.evodb.column.Column;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Filters against the answers of the native library (see `filters/README.md`), on a table of 16 rows
/// with the corners of every type.
class NativeAnswersTest {
    @TestFactory
    List<DynamicTest> answersLikeTheNativeLibrary() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        for (String[] line : lines("answers.txt")) {
            tests.add(DynamicTest.dynamicTest(line[0], () -> assertEquals(line[1], answer(line[0]))));
        }
        return tests;
    }

    /// Each line has the filter, the native answer and ours, which may be an error.
    @TestFactory
    List<DynamicTest> differsFromTheNativeLibraryWhereItIsSaid() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        for (String[] line : lines("differences.txt")) {
            tests.add(DynamicTest.dynamicTest(line[0], () -> assertEquals(line[2], answer(line[0]))));
        }
        return tests;
    }

    private static List<String[]> lines(String name) throws IOException, URISyntaxException {
        return Files.readAllLines(folder().resolve(name)).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("\t", -1))
                .toList();
    }

    private static Path folder() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(NativeAnswersTest.class.getResource("/filters"))
                .toURI());
    }

    private static String answer(String filter) throws Exception {
        List<String> ids = new ArrayList<>();
        try (LanceDataset table = LanceDataset.open(folder().resolve("values.lance"));
                Scan scan = table.scan(ScanRequest.ALL.columns("id").where(filter))) {
            while (scan.next()) {
                RecordBatch batch = scan.batch();
                for (long id : ((Column.LongColumn) batch.column("id")).values()) {
                    ids.add(String.valueOf(id));
                }
            }
        } catch (FilterException e) {
            return "error " + e.getMessage();
        } catch (UnsupportedFeatureException e) {
            return "refused " + e.found();
        }
        return String.join(" ", ids);
    }
}
