package dev.evodb.api.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.evodb.lance.fuzz.JazzerRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Fuzzes every target. What is found lies in `search-api/target/fuzz/TARGET`.
@Tag("fuzz")
class FuzzRunTest {
    @Test
    void nothingIsFound() throws IOException, InterruptedException, ExecutionException {
        Path folder = Path.of(System.getProperty("evodb.root"), "search-api/target/fuzz");
        List<JazzerRun.Target> targets = new ArrayList<>();
        for (FuzzTarget target : FuzzTarget.values()) {
            if (JazzerRun.isWanted(target.id())) {
                targets.add(new JazzerRun.Target(target.id(), target.seeds()));
            }
        }
        assertEquals("", new JazzerRun(folder, FuzzEntry.class).run(targets));
    }
}
