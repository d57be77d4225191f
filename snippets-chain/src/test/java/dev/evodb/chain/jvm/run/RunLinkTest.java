package dev.evodb.chain.jvm.run;

import static dev.evodb.chain.jvm.run.Chains.id;
import static dev.evodb.chain.jvm.run.Chains.inLine;
import static dev.evodb.chain.jvm.run.Chains.leaf;
import static dev.evodb.chain.jvm.run.Chains.leaves;
import static dev.evodb.chain.jvm.run.Chains.router;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.chain.CallPolicy;
import dev.evodb.chain.ChainId;
import dev.evodb.chain.ChainPart;
import dev.evodb.chain.Combiner;
import dev.evodb.chain.CompiledTour;
import dev.evodb.chain.Condition;
import dev.evodb.chain.FanOut;
import dev.evodb.chain.Partitioner;
import dev.evodb.chain.Patterns;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Step;
import dev.evodb.chain.run.Program;
import dev.evodb.chain.run.RunTour;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The state machine becomes JavaScript and does there, event by event, what it does on the JVM.
@EnabledOnOs(
        value = OS.LINUX,
        architectures = "amd64",
        disabledReason = "Javet 5.0.6 has its V8 for Linux on x86_64 only")
class RunLinkTest {
    private static final CallPolicy POLICY =
            CallPolicy.ONCE.withTimeoutMillis(40).withRetries(1).withHedgeAfterMillis(9);
    private static final Partitioner BROADCAST = new Partitioner.Broadcast();

    private static final Map<String, List<ChainPart>> CHAINS = Map.of(
            "vector",
            List.of(
                    router(
                            "r",
                            FanOut.of(new Partitioner.ByCentroid(2), new Combiner.Nearest())
                                    .withQuorum(1)
                                    .withRetryBudget(2),
                            leaves(3, POLICY)),
                    router(
                            "r",
                            FanOut.of(BROADCAST, new Combiner.ReciprocalRankFusion(60))
                                    .withConcurrency(2)
                                    .withQuorum(2),
                            List.of(
                                    leaf("a", POLICY),
                                    inLine(
                                            "in",
                                            FanOut.of(BROADCAST, new Combiner.Nearest()),
                                            List.of(leaf("b"), conditional())),
                                    leaf("c"))),
                    Patterns.pipeline(
                            id("r"),
                            Placement.at(Chains.snippet("r")),
                            List.of(
                                    inLine("all", FanOut.of(BROADCAST, new Combiner.Collect()), leaves(2, POLICY)),
                                    leaf("last")))),
            "words",
            List.of(router(
                    "r",
                    FanOut.of(new Partitioner.ByHash("word"), new Combiner.Sum())
                            .withQuorum(1),
                    leaves(3, POLICY))),
            "list",
            List.of(router(
                    "r",
                    FanOut.of(new Partitioner.Slices(List.of(2, 1)), new Combiner.Concatenate())
                            .withQuorum(1),
                    leaves(2, POLICY))));

    private static ChainPart conditional() {
        return ChainPart.over(
                new Step.Conditional(
                        id("if"),
                        Placement.inLine(),
                        new Condition.Equals("filter", "common"),
                        Optional.of(id("d")),
                        Optional.of(id("e"))),
                List.of(leaf("d", POLICY), leaf("e", POLICY)));
    }

    @Test
    void runsAsJavaScriptAsOnTheJvm(@TempDir Path folder) throws Exception {
        try (CompiledTour tour = CompiledTour.of(RunTour.class, folder)) {
            for (Map.Entry<String, List<ChainPart>> chains : CHAINS.entrySet()) {
                for (ChainPart chain : chains.getValue()) {
                    String program = text(chain);
                    String arguments = "'" + program + "','" + chains.getKey() + "',200";
                    String expected = RunTour.tour(program, chains.getKey(), 200);
                    assertTrue(expected.contains("asked"), "no run has an answer");
                    assertEquals(expected, tour.call(arguments));
                }
            }
        }
    }

    private static String text(ChainPart chain) {
        Centroids centroids = new Centroids(Map.of(id("r"), new float[][] {{0, 0}, {3, 3}, {5, 0}}));
        Program program = ProgramWriter.write(chain.chain(new ChainId("tour")), chain.root(), 9, centroids);
        return Arrays.stream(program.words()).mapToObj(Integer::toString).collect(Collectors.joining(" ")) + "|"
                + String.join(" ", program.texts());
    }
}
