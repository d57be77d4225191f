package dev.evodb.chain.jvm.run;

import static dev.evodb.chain.jvm.run.Chains.id;
import static dev.evodb.chain.jvm.run.Chains.inLine;
import static dev.evodb.chain.jvm.run.Chains.leaf;
import static dev.evodb.chain.jvm.run.Chains.leaves;
import static dev.evodb.chain.jvm.run.Chains.router;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.chain.CallPolicy;
import dev.evodb.chain.Chain;
import dev.evodb.chain.ChainId;
import dev.evodb.chain.ChainPart;
import dev.evodb.chain.Combiner;
import dev.evodb.chain.FanOut;
import dev.evodb.chain.Partitioner;
import dev.evodb.chain.run.Program;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgramWriterTest {
    private static final FanOut NEAREST = FanOut.of(new Partitioner.Broadcast(), new Combiner.Nearest());

    /// Deployed modules hold programs in this form.
    @Test
    void pinsTheWordsOfAProgram() {
        ChainPart below = router("below", NEAREST, leaves(2, CallPolicy.ONCE));
        CallPolicy policy = CallPolicy.ONCE.withTimeoutMillis(40).withRetries(1).withHedgeAfterMillis(15);
        FanOut sliced = FanOut.of(new Partitioner.Slices(List.of(3, 1)), new Combiner.Sum())
                .withRetryBudget(2);
        Program program = ProgramWriter.write(
                chain(router(
                        "r",
                        CallPolicy.ONCE.withTimeoutMillis(100),
                        sliced,
                        List.of(below, inLine("in", NEAREST.withConcurrency(1), List.of(leaf("a", policy)))))),
                id("r"),
                5,
                Centroids.NONE);

        assertEquals(
                "{\"words\":[5,2,100,4,8,24,32,45,"
                        + "2,0,3,1,0,2,0,2,2,2,2,2,1,2,3,1,"
                        + "0,1,2,2,1,0,0,0,"
                        + "2,3,1,0,0,3,0,1,1,-1,1,1,3,"
                        + "0,4,1,5,0,40,1,15],"
                        + "\"texts\":[\"r\",\"below\",\"https://below.example/x\",\"in\",\"a\",\"https://a.example/x\"],"
                        + "\"centroids\":[]}",
                ProgramJson.write(program));
    }

    @Test
    void writesCentroidsRowByRow() {
        Program program = write(byCentroid(), new Centroids(Map.of(id("r"), new float[][] {{0.1f, 2}, {3, -0.5f}})));

        assertEquals(
                ",\"centroids\":[\"zczMPQAAAEAAAEBAAAAAvw==\"]}",
                ProgramJson.write(program).substring(ProgramJson.write(program).indexOf(",\"centroids\"")));
    }

    @Test
    void refusesCentroidsThatDoNotFit() {
        assertRefused("step r: partitions by centroids, but has none", Centroids.NONE);
        assertRefused("step r: has 1 centroids for 2 branches", of(new float[][] {{1}}));
        assertRefused("step r: centroid 1 has 2 dims, the first one 1", of(new float[][] {{1}, {1, 2}}));
        assertRefused("step r: centroid 0 has 0 dims, the first one 0", of(new float[][] {{}, {}}));
        assertRefused("step r: centroid 1 has a dim 0 that is not finite", of(new float[][] {
            {1}, {Float.POSITIVE_INFINITY}
        }));
    }

    @Test
    void refusesStepsThatAreNoCoordinators() {
        Chain chain = chain(router("r", NEAREST, List.of(inLine("in", NEAREST, leaves(1, CallPolicy.ONCE)))));

        for (String step : List.of("in", "s0")) {
            assertEquals(
                    "step " + step + " is no coordinator: it must have a snippet and call other steps",
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> ProgramWriter.write(chain, id(step), 5, Centroids.NONE))
                            .getMessage());
        }
        assertEquals(
                "subrequests must be at least 0, got -1",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> ProgramWriter.write(chain, id("r"), -1, Centroids.NONE))
                        .getMessage());
    }

    private static ChainPart byCentroid() {
        return router(
                "r", FanOut.of(new Partitioner.ByCentroid(1), new Combiner.Nearest()), leaves(2, CallPolicy.ONCE));
    }

    private static Centroids of(float[][] rows) {
        return new Centroids(Map.of(id("r"), rows));
    }

    private static void assertRefused(String message, Centroids centroids) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> write(byCentroid(), centroids))
                        .getMessage());
    }

    private static Program write(ChainPart part, Centroids centroids) {
        return ProgramWriter.write(chain(part), part.root(), 5, centroids);
    }

    private static Chain chain(ChainPart part) {
        return part.chain(new ChainId("test"));
    }
}
