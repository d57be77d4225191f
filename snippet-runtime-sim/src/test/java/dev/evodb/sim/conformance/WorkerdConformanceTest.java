package dev.evodb.sim.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.evodb.sim.workerd.Workerd;
import dev.evodb.sim.workerd.WorkerdRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The answers in the transcripts are workerd's. What it answers in fact is left in `target/conformance`,
/// for a new version or a new expression.
@Tag("workerd")
class WorkerdConformanceTest {
    @TempDir
    static Path store;

    static List<String> transcripts() {
        return SimulatorConformanceTest.TRANSCRIPTS;
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void transcriptsAreWhatWorkerdAnswers(String name) throws IOException {
        SimulatorConformanceTest.fill(store);
        Transcript transcript = Transcript.read(name);
        List<String> answers = Prompt.answers(new WorkerdRun(Workerd.find())::run, transcript, store);
        List<String> expected = new ArrayList<>();
        List<String> actual = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            Transcript.Case one = transcript.cases().get(i);
            String question = "> " + one.expression().replace("\n", "\n> ") + "\n";
            expected.add(question + one.answer());
            actual.add(question + answers.get(i));
        }
        Path folder = Files.createDirectories(Path.of("target", "conformance"));
        Files.writeString(folder.resolve(name + ".txt"), String.join("\n", actual) + "\n");
        assertEquals(String.join("\n", expected), String.join("\n", actual));
    }
}
