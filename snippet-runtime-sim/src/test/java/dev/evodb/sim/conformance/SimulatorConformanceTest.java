package dev.evodb.sim.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.evodb.sim.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The web platform answers as workerd does: every expression of the transcripts, whose answers
/// [WorkerdConformanceTest] compares with the binary itself.
class SimulatorConformanceTest {
    static final List<String> TRANSCRIPTS = List.of("crypto", "text", "urls", "messages", "runtime", "streams");

    @TempDir
    static Path store;

    /// Writes what `https://store.example/` serves.
    static void fill(Path store) throws IOException {
        Files.writeString(store.resolve("object"), "0123456789");
    }

    @TestFactory
    Stream<DynamicTest> answersAsWorkerdDoes() throws IOException {
        fill(store);
        Stream.Builder<DynamicTest> tests = Stream.builder();
        for (String name : TRANSCRIPTS) {
            Transcript transcript = Transcript.read(name);
            List<String> answers = Prompt.answers(Workload::run, transcript, store);
            assertEquals(transcript.cases().size(), answers.size(), name);
            IntStream.range(0, answers.size()).forEach(i -> {
                Transcript.Case one = transcript.cases().get(i);
                tests.add(DynamicTest.dynamicTest(
                        name + ": " + one, () -> assertEquals(one.answer(), answers.get(i), one.expression())));
            });
        }
        return tests.build();
    }
}
