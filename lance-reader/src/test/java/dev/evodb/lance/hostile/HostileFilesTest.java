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

/// Data and index files of all fixtures with changed bytes, read column by column.
@Tag("hostile")
class HostileFilesTest {
    private static final String[] ENDINGS = {".lance", ".idx"};

    @Test
    void everyChangedByteEndsInDataOrADeclaredException() throws IOException {
        attack("F1 files", Family.Bytes::new, 300_000);
    }

    @Test
    void everyOtherLengthEndsInDataOrADeclaredException() throws IOException {
        attack("F2 files", Family.Lengths::new, 200_000);
    }

    @Test
    void everyChangedNumberEndsInDataOrADeclaredException() throws IOException {
        attack("F3 files", bytes -> new Family.Numbers(bytes, FileParts.metadataStart(bytes)), 150_000);
    }

    @Test
    void everySpliceEndsInDataOrADeclaredException() throws IOException {
        long each = Corpus.splices(20_000, 400_000)
                        / Math.max(1, Corpus.files(Corpus.tables(), ENDINGS).size())
                + 1;
        attack("F4 files", _ -> new Family.Spliced(Corpus.seed() * 1_000_000, each), 20_000);
    }

    @Test
    void scatteredChangesEndInDataOrADeclaredException() throws IOException {
        int each = 60_000 / Math.max(1, Corpus.files(Corpus.tables(), ENDINGS).size()) + 1;
        attack(
                "scattered",
                bytes -> new Family.Scattered(FileParts.metadataStart(bytes), Corpus.seed() * 1_000_000, each),
                60_000);
    }

    /// Every single change of its kind, not a sample.
    @Test
    void everyByteOfASmallFileSetToItsExtremesEndsInDataOrADeclaredException() throws IOException {
        Report report = attackSmall("extremes of small files", bytes -> new Family.Bytes(bytes, 8));
        assertTrue((report.data() > 0 && report.refused() > 0) || report.mutations() == 0, report::toString);
    }

    @Test
    void everyTruncationOfASmallFileIsRefused() throws IOException {
        Report report = attackSmall("cuts of small files", Family.Cuts::new);
        assertEquals(0, report.data(), report::toString);
    }

    private static Report attackSmall(String name, Function<byte[], Family> family) throws IOException {
        List<Target> targets = new ArrayList<>();
        for (Corpus.File file : Corpus.files(Corpus.tables(), ENDINGS)) {
            if (file.fixture().startsWith("tiny-")) {
                targets.add(new Target(
                        () -> new FileSubject(file.name(), file.bytes(), List.of()), family.apply(file.bytes())));
            }
        }
        Report report = Attack.run(name, targets, Long.MAX_VALUE, Corpus.seed());
        assertEquals(0, report.failures(), () -> String.join("\n", report.lines()));
        return report;
    }

    /// What the suites skip must not matter: reading everything anew gives the same answers.
    @Test
    void aChangeInfluencesOnlyWhatIsReadAgain() throws IOException {
        List<Corpus.File> files = Corpus.files(Corpus.tables(), ENDINGS);
        long compared = 0;
        for (Corpus.File file : files) {
            FileSubject subject = new FileSubject(file.name(), file.bytes(), List.of());
            if (!subject.isRead()) {
                continue;
            }
            Family family = new Family.Bytes(file.bytes());
            long step = Math.max(1, family.size() / 12);
            List<String> good = subject.signatures(new Mutation.Patch(0, 0, 0), false);
            for (long number = Corpus.seed() % step; number < family.size(); number += step) {
                if (family.get(number).orElse(null) instanceof Mutation.Patch patch) {
                    List<String> whole = subject.signatures(patch, false);
                    List<String> some = subject.signatures(patch, true);
                    for (int i = 0; i < whole.size(); i++) {
                        String expected = some.get(i).equals("skipped") ? good.get(i) : some.get(i);
                        assertEquals(whole.get(i), expected, () -> file.name() + " :: " + patch);
                        compared++;
                    }
                }
            }
        }
        assertTrue(compared > 0 || files.isEmpty());
    }

    private static void attack(String name, Function<byte[], Family> family, long usual) throws IOException {
        List<Corpus.File> files = Corpus.files(Corpus.tables(), ENDINGS);
        List<Splices.Donor> donors = donors();
        List<Target> targets = new ArrayList<>();
        for (Corpus.File file : files) {
            targets.add(
                    new Target(() -> new FileSubject(file.name(), file.bytes(), donors), family.apply(file.bytes())));
        }
        Report report = Attack.run(name, targets, Corpus.budget(usual), Corpus.seed());
        assertEquals(0, report.failures(), () -> String.join("\n", report.lines()));
        assertTrue(report.mutations() > 0 || files.isEmpty());
    }

    /// Where splices take their pieces from.
    static List<Splices.Donor> donors() throws IOException {
        List<Splices.Donor> donors = new ArrayList<>();
        for (Corpus.File file : Corpus.files(Corpus.tables(), ENDINGS)) {
            donors.add(new Splices.Donor(
                    file.name(), file.bytes(), FileParts.of(file.name(), file.bytes(), Declared.LIMITS)));
        }
        return donors;
    }
}
