package dev.evodb.lance.hostile;

import dev.evodb.lance.file.Fixture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Repeats one failure of another run: `-Devodb.hostile.replay="fixture path :: mutation"`, with the
/// exception's stack.
@Tag("hostile")
@EnabledIfSystemProperty(named = "evodb.hostile.replay", matches = ".+")
class HostileReplayTest {
    @Test
    void mutationEndsInDataOrADeclaredException() throws IOException {
        String[] parts = System.getProperty("evodb.hostile.replay").split(" :: ", -1);
        int space = parts[0].indexOf(' ');
        String fixture = parts[0].substring(0, space);
        String path = parts[0].substring(space + 1);
        Mutation mutation = Mutation.parse(parts[1]);
        MemoryTable table = MemoryTable.load(fixture, Fixture.of(fixture).table());
        List<Splices.Donor> donors = new ArrayList<>();
        boolean isLanceFile = path.endsWith(".lance") || path.endsWith(".idx");
        if (mutation instanceof Mutation.Splice) {
            donors = isLanceFile ? HostileFilesTest.donors() : HostileTablesTest.donors();
        }
        if (isLanceFile) {
            new FileSubject(parts[0], table.bytes(path), donors).read(mutation);
        }
        new TableSubject(table, path, HostileTablesTest.optionsToRead(table, path), donors).read(mutation);
    }
}
