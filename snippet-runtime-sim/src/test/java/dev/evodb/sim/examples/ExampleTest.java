package dev.evodb.sim.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.sim.Mode;
import dev.evodb.sim.limit.ErrorCode;
import dev.evodb.sim.limit.Profile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every example ends as the name of its folder says.
class ExampleTest {
    /// Far from what the good ones need, so that a busy machine decides nothing.
    private static final Profile PROFILE = Profile.EVODB.withCpuMicros(400_000);

    @TempDir
    static Path store;

    @BeforeAll
    static void fill() throws IOException {
        Example.fill(store);
    }

    static List<Example> all() {
        return Example.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void endsAsItsFolderSays(Example example) throws IOException {
        assertEquals(
                example.code(),
                Example.code(example.workload(store, Mode.COLD, PROFILE, 1).run()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void saysWhatItDoes(Example example) {
        assertTrue(example.source().matches("(?s)// [A-Z].*"), example.toString());
    }

    @Test
    void thereIsOneForEachCodeThatARequestCanEndWith() {
        for (ErrorCode code : List.of(
                ErrorCode.ORIGIN_TWICE, ErrorCode.SUBREQUESTS, ErrorCode.CPU, ErrorCode.MEMORY, ErrorCode.UNCAUGHT)) {
            assertTrue(all().stream().anyMatch(example -> example.code() == code.number()), code.name());
        }
    }
}
