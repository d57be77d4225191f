package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.evodb.ann.source.FvecsFile;
import dev.evodb.cli.edge.EdgeAnswer;
import dev.evodb.cli.edge.EdgeFolder;
import dev.evodb.sim.Outcome;
import dev.evodb.sim.Simulator;
import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.FolderOrigin;
import dev.evodb.sim.net.SnippetRequest;
import dev.evodb.snippets.lance.jvm.Snippet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Searches of a made-up pack while the module is evaluated.
final class RehearsalTest {
    private static final Path VECTORS =
            Path.of(System.getProperty("evodb.root", ".")).resolve("samples/vectors");

    private static final Profile UNHURRIED = Profile.of("evodb").withCpuMicros(10_000_000);

    @TempDir
    Path folder;

    /// What the made-up pack lacks would end every request.
    @ParameterizedTest
    @CsvSource({"l2,1", "cosine,3", "dot,6", "l2,100", "cosine,257", "dot,1024", "l2,1024"})
    void succeedsForAllMetricsAndDims(String metric, int dims) throws IOException {
        String constants = "{\"url\":\"https://pack.example/pack.bin\",\"head\":16,\"sha\":\"\",\"metric\":\"" + metric
                + "\",\"dims\":" + dims + ",\"columns\":[],\"k\":10,\"rows\":0,\"coldRows\":0,\"subrequests\":5,"
                + "\"hotBytes\":0,\"rehearsals\":20}";
        try (Simulator simulator = Simulator.builder(UNHURRIED)
                .snippet("search.example", new SnippetModule("main.js", Snippet.module(constants)))
                .build()) {
            Outcome outcome = simulator
                    .invoke(SnippetRequest.get("https://search.example/"))
                    .outcome();

            assertEquals(405, assertInstanceOf(Outcome.Answered.class, outcome).status());
        }
    }

    @Test
    void changesNoAnswer() throws IOException {
        List<EdgeAnswer> plain = answers("plain", 0);
        List<EdgeAnswer> rehearsed = answers("rehearsed", 6);
        for (int q = 0; q < plain.size(); q++) {
            assertArrayEquals(plain.get(q).rowIds(), rehearsed.get(q).rowIds());
            assertArrayEquals(plain.get(q).distances(), rehearsed.get(q).distances());
        }
    }

    private List<EdgeAnswer> answers(String name, int rehearsals) throws IOException {
        Path pack = folder.resolve(name);
        CliRun run = CliRun.of(
                "pack",
                VECTORS.resolve("base.fvecs"),
                "--metric",
                "cosine",
                "--partitions",
                "64",
                "--partition-rows",
                "600",
                "--sample",
                "0",
                "--rehearsals",
                rehearsals,
                "--out",
                pack);
        assertEquals(0, run.code(), run.err());
        EdgeFolder edge = EdgeFolder.open(pack);
        List<EdgeAnswer> answers = new ArrayList<>();
        Simulator.Builder builder = Simulator.builder(UNHURRIED).collectAfterEachRequest(false);
        edge.snippets().forEach(builder::snippet);
        for (Map.Entry<String, Path> origin : edge.origins().entrySet()) {
            builder.origin(origin.getKey(), new FolderOrigin(origin.getValue()));
        }
        try (Simulator simulator = builder.build()) {
            for (float[] query :
                    List.of(FvecsFile.read(VECTORS.resolve("query.fvecs"))).subList(0, 12)) {
                answers.add(EdgeAnswer.of(simulator.invoke(edge.request(query, 10, 4)))
                        .orElseThrow());
            }
        }
        return answers;
    }
}
