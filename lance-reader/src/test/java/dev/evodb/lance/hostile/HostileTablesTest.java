package dev.evodb.lance.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import dev.evodb.lance.hostile.Attack.Report;
import dev.evodb.lance.hostile.Attack.Target;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.lance.manifest.ManifestFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whole tables with changed bytes in their manifests, deletion files and small JSON files, and data
/// files end to end.
@Tag("hostile")
class HostileTablesTest {
    private static final String[] ENDINGS = {".manifest", ".arrow", ".bin", ".json"};

    @Test
    void everyChangedByteEndsInDataOrADeclaredException() throws IOException {
        attack("F1 tables", Family.Bytes::new, 30_000, ENDINGS);
    }

    @Test
    void everyOtherLengthEndsInDataOrADeclaredException() throws IOException {
        attack("F2 tables", Family.Lengths::new, 20_000, ENDINGS);
    }

    @Test
    void everyChangedNumberEndsInDataOrADeclaredException() throws IOException {
        attack("F3 tables", bytes -> new Family.Numbers(bytes, 0), 30_000, ENDINGS);
    }

    @Test
    void everySpliceEndsInDataOrADeclaredException() throws IOException {
        long each = Corpus.splices(500, 500);
        attack("F4 tables", _ -> new Family.Spliced(Corpus.seed() * 1_000_000, each), 10_000, ENDINGS);
    }

    @Test
    void changedDataFilesEndInDataOrADeclaredExceptionOfTheTable() throws IOException {
        attack("F1 data files of tables", Family.Bytes::new, Corpus.isWhole() ? 2_000_000 : 7_500, ".lance");
    }

    private static void attack(String name, Function<byte[], Family> family, long usual, String... endings)
            throws IOException {
        List<MemoryTable> tables = Corpus.tables();
        List<Corpus.File> files = Corpus.files(tables, endings);
        List<Splices.Donor> donors = donors();
        List<Target> targets = new ArrayList<>();
        for (MemoryTable table : tables) {
            for (Corpus.File file : files) {
                if (file.fixture().equals(table.name())) {
                    OpenOptions options = optionsToRead(table, file.path());
                    targets.add(new Target(
                            () -> new TableSubject(table, file.path(), options, donors), family.apply(file.bytes())));
                }
            }
        }
        long budget = endings[0].equals(".lance") ? usual : Corpus.budget(usual);
        Report report = Attack.run(name, targets, budget, Corpus.seed());
        assertEquals(0, report.failures(), () -> String.join("\n", report.lines()));
        assertTrue(report.mutations() > 0 || files.isEmpty());
    }

    /// What to open so that the file matters: the version, tag or branch that it is, or the newest
    /// version whose data depends on it.
    static OpenOptions optionsToRead(MemoryTable table, String path) throws IOException {
        OpenOptions options = Corpus.options(table.name());
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (path.startsWith("_refs/tags/")) {
            return options.withTag(name.substring(0, name.length() - ".json".length()));
        }
        if (path.startsWith("tree/")) {
            options = options.withBranch(path.split("/", -1)[1]);
        }
        Optional<ManifestFile> manifest = ManifestFile.parse(name);
        if (manifest.isPresent()) {
            return options.withVersion(manifest.get().version());
        }
        try (LanceDataset newest = LanceDataset.open(table, options)) {
            for (long version : newest.versions().reversed()) {
                try (LanceDataset dataset = LanceDataset.open(table, options.withVersion(version))) {
                    if (dataset.manifest().fragments().stream().anyMatch(fragment -> refersTo(fragment, name))) {
                        return options.withVersion(version);
                    }
                }
            }
        }
        return options;
    }

    private static boolean refersTo(DataFragment fragment, String name) {
        return fragment.files().stream().anyMatch(file -> file.path().equals(name))
                || fragment.deletionFile()
                        .filter(file -> name.startsWith(fragment.id() + "-" + Long.toUnsignedString(file.readVersion())
                                + "-" + Long.toUnsignedString(file.id()) + "."))
                        .isPresent();
    }

    /// Where splices take their pieces from.
    static List<Splices.Donor> donors() throws IOException {
        return Corpus.files(Corpus.tables(), ENDINGS).stream()
                .map(file -> new Splices.Donor(file.name(), file.bytes(), FileParts.NONE))
                .toList();
    }
}
