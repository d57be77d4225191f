package dev.evodb.lance.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.lance.hostile.Attack.Report;
import dev.evodb.lance.hostile.Attack.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Files of scalar and full text indices with changed bytes, asked the stored questions of their
/// fixtures.
@Tag("hostile")
class HostileIndicesTest {
    @Test
    void everyChangedByteEndsInDataOrADeclaredException() throws IOException {
        attack("F1 indices", Family.Bytes::new, 12_000);
    }

    @Test
    void everyOtherLengthEndsInDataOrADeclaredException() throws IOException {
        attack("F2 indices", Family.Lengths::new, 3_000);
    }

    @Test
    void everyChangedNumberEndsInDataOrADeclaredException() throws IOException {
        attack("F3 indices", bytes -> new Family.Numbers(bytes, FileParts.metadataStart(bytes)), 8_000);
    }

    @Test
    void everySpliceEndsInDataOrADeclaredException() throws IOException {
        long each = Corpus.splices(200, 5_000);
        attack("F4 indices", _ -> new Family.Spliced(Corpus.seed() * 1_000_000, each), 3_000);
    }

    private static void attack(String name, Function<byte[], Family> family, long usual) throws IOException {
        List<Splices.Donor> donors = HostileFilesTest.donors();
        List<Target> targets = new ArrayList<>();
        List<MemoryTable> tables = Corpus.tables();
        for (Corpus.File file : Corpus.files(tables, ".lance")) {
            if (!file.path().startsWith("_indices/")) {
                continue;
            }
            for (MemoryTable table : tables) {
                if (table.name().equals(file.fixture()) && new IndexSubject(table, file.path(), donors).isAsked()) {
                    targets.add(
                            new Target(() -> new IndexSubject(table, file.path(), donors), family.apply(file.bytes())));
                }
            }
        }
        Report report = Attack.run(name, targets, Corpus.budget(usual), Corpus.seed());
        assertEquals(0, report.failures(), () -> String.join("\n", report.lines()));
        assertTrue(report.mutations() > 0 || targets.isEmpty());
    }
}
