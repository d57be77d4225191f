package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.evodb.chain.CallPolicy;
import dev.evodb.chain.Chain;
import dev.evodb.chain.ChainId;
import dev.evodb.chain.Combiner;
import dev.evodb.chain.Condition;
import dev.evodb.chain.Cost;
import dev.evodb.chain.FanOut;
import dev.evodb.chain.Partitioner;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.chain.jvm.RouterModule;
import dev.evodb.chain.jvm.plan.Budgets;
import dev.evodb.chain.jvm.run.Caller;
import dev.evodb.chain.jvm.run.Centroids;
import dev.evodb.chain.jvm.run.ChainExecutor;
import dev.evodb.chain.jvm.run.ProgramWriter;
import dev.evodb.chain.jvm.run.Value;
import dev.evodb.chain.jvm.run.ValueJson;
import dev.evodb.chain.jvm.run.ValueTree;
import dev.evodb.chain.run.Answers;
import dev.evodb.chain.run.Output;
import dev.evodb.cli.edge.PackChain;
import dev.evodb.sim.Invocation;
import dev.evodb.sim.Outcome;
import dev.evodb.sim.Simulator;
import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.MemoryOrigin;
import dev.evodb.sim.net.SnippetRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Chains as deployed snippets in the simulator, each hop an isolate with limits of its own, beside the same chain in
/// this process.
@EnabledOnOs(
        value = OS.LINUX,
        architectures = "amd64",
        disabledReason = "Javet 5.0.6 has its V8 for Linux on x86_64 only")
class ChainExecutionTest {
    private static final int SHARDS = 4;

    private static final String WITHOUT_SHARD_2 =
            "{\"rowId\":0,\"distance\":0.5},{\"rowId\":1,\"distance\":1.5},{\"rowId\":3,\"distance\":3.5}";

    /// CPU time for everybody but those who are to run out of it.
    private static final Profile PROFILE = Profile.EVODB.withCpuMicros(2_000_000);

    @TempDir
    Path folder;

    @Test
    void aTreeOfRoutersAnswersTheSameInTheSimulatorAndInThisProcess() throws Exception {
        assertSameAnswers(tree(CallPolicy.ONCE, 2, 2), 20);
    }

    @Test
    void aHybridSearchAnswersTheSameInTheSimulatorAndInThisProcess() throws Exception {
        Step.Conditional filtered = new Step.Conditional(
                new StepId("filtered"),
                Placement.inLine(),
                new Condition.AtLeast("k", 5),
                Optional.of(new StepId("s2")),
                Optional.of(new StepId("s3")));
        Step hybrid = new Step.Parallel(
                new StepId("hybrid"),
                Placement.at(Snippet.of("https://hybrid.example/search", Cost.UNKNOWN)),
                FanOut.of(new Partitioner.Broadcast(), new Combiner.ReciprocalRankFusion(60)),
                List.of(new StepId("s0"), new StepId("s1"), filtered.id()));
        List<Step> steps = new ArrayList<>(List.of(hybrid, filtered));
        for (int s = 0; s < SHARDS; s++) {
            steps.add(shard(s, CallPolicy.ONCE));
        }

        assertSameAnswers(Chain.of(new ChainId("hybrid"), hybrid.id(), steps), 5);
    }

    @Test
    void aConditionAnswersTheSameInTheSimulatorAndInThisProcess() throws Exception {
        Step condition = new Step.Conditional(
                new StepId("condition"),
                Placement.at(Snippet.of("https://condition.example/search", Cost.UNKNOWN)),
                new Condition.Present("filter"),
                Optional.of(new StepId("s0")),
                Optional.of(new StepId("s1")));
        List<Step> steps = List.of(condition, shard(0, CallPolicy.ONCE), shard(1, CallPolicy.ONCE));

        assertSameAnswers(Chain.of(new ChainId("condition"), condition.id(), steps), 2);
    }

    private static void assertSameAnswers(Chain chain, int seeds) throws Exception {
        for (long seed = 0; seed < seeds; seed++) {
            Map<String, String> answers = new HashMap<>();
            Map<String, Caller> callers = new HashMap<>();
            Random random = new Random(seed);
            for (int s = 0; s < SHARDS; s++) {
                String answer = answer(random, s);
                answers.put(shardHost(s), "return new Response('" + answer + "');");
                Value value = ValueJson.read(answer.getBytes(StandardCharsets.UTF_8));
                callers.put(shardUrl(s), call -> value);
            }
            ChainExecutor executor = new ChainExecutor(chain, Budgets.unlimited(), callers, Centroids.NONE);
            Output<Value> output = executor.run(Value.of("query"), Map.of("k", "10"));
            byte[] inProcess = ValueJson.write(Answers.body(
                    ValueTree.INSTANCE, ProgramWriter.write(chain, chain.entry(), 5, Centroids.NONE), output));

            String expected = "200 " + new String(inProcess, StandardCharsets.UTF_8);
            assertEquals(expected, simulated(chain, answers), "seed " + seed);
        }
    }

    @Test
    void aShardThatIsBusyOnceIsAskedAgain() {
        Map<String, String> shards = answers();
        shards.put(
                shardHost(1),
                "globalThis.asked = (globalThis.asked || 0) + 1;"
                        + "return asked === 1 ? new Response('busy', {status: 503}) : new Response('" + fixed(1)
                        + "');");

        assertEquals(complete(), simulated(flat(CallPolicy.ONCE.withRetries(1), 4), shards));
    }

    @Test
    void aShardThatRanOutOfTimeOnceIsAskedAgain() {
        Map<String, String> shards = answers();
        shards.put(
                shardHost(3),
                "globalThis.asked = (globalThis.asked || 0) + 1; if (asked === 1) for (;;);" + "return new Response('"
                        + fixed(3) + "');");

        assertEquals(complete(), simulated(flat(CallPolicy.ONCE.withRetries(1), 4), shards));
    }

    /// The modules that packing writes, with the policy that packing writes.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "return new Response('busy', {status: 503});",
                "return new Response('busy', {status: 429});",
                "for (;;);",
            })
    void aPackedChainAsksAShardAgainThatFailedOnce(String failure) throws IOException {
        Map<String, String> shards = answers();
        shards.put(
                shardHost(2),
                "globalThis.asked = (globalThis.asked || 0) + 1; if (asked === 1) {" + failure + "}"
                        + "return new Response('" + fixed(2) + "');");
        PackChain chain = PackChain.cheapest(SHARDS, PROFILE, PackChain.DEFAULT_URL);
        Map<String, SnippetModule> modules = new HashMap<>();
        shards.forEach((host, body) -> modules.put(host, module(body)));
        chain.write(folder, List.of());
        Path router = folder.resolve("router/main.js");
        modules.put("router.example", new SnippetModule("main.js", Files.readString(router)));
        Invocation invocation = invoke("https://router.example/search", modules, PROFILE);

        assertEquals(complete(), text(invocation));
        assertEquals(SHARDS + 1, invocation.subrequests());

        chain.withoutRetries().write(folder, List.of());
        modules.put("router.example", new SnippetModule("main.js", Files.readString(router)));
        assertEquals(
                502,
                invoke("https://router.example/search", modules, PROFILE)
                        .answered()
                        .status());
    }

    @Test
    void aShardThatTakesTooLongIsGivenUpAndTheAnswerSaysSo() {
        Map<String, String> shards = answers();
        shards.put(
                shardHost(2),
                "await new Promise(done => setTimeout(done, 500)); return new Response('" + fixed(2) + "');");

        assertEquals(partial(WITHOUT_SHARD_2), simulated(flat(CallPolicy.ONCE.withTimeoutMillis(100), 3), shards));
    }

    @Test
    void aSlowShardIsHedgedAndTheFirstAnswerCounts() {
        Map<String, String> shards = answers();
        shards.put(
                shardHost(0),
                "globalThis.asked = (globalThis.asked || 0) + 1; const wait = asked === 1 ? 400 : 1;"
                        + "await new Promise(done => setTimeout(done, wait)); return new Response('" + fixed(0)
                        + "');");
        CallPolicy hedged = CallPolicy.ONCE.withTimeoutMillis(1_000).withHedgeAfterMillis(50);
        Invocation invocation = invoke(flat(hedged, 4), shards, PROFILE);

        assertEquals(complete(), text(invocation));
        assertEquals(5, invocation.subrequests());
    }

    @Test
    void aShardThatLoopsEndsAloneAndTheChainFollowsItsPolicy() {
        Map<String, String> shards = answers();
        shards.put(shardHost(2), "for (;;);");

        assertEndsAlone(shards, "1203");
    }

    @Test
    void aShardThatFetchesTooMuchEndsAloneAndTheChainFollowsItsPolicy() {
        Map<String, String> shards = answers();
        shards.put(
                shardHost(2),
                "for (let i = 0; i < 6; i++) await fetch('https://origin.example/' + i); return new Response('x');");

        assertEndsAlone(shards, "1202");
    }

    @Test
    void aShardThatAllocatesTooMuchEndsAloneAndTheChainFollowsItsPolicy() {
        Map<String, String> shards = answers();
        shards.put(
                shardHost(2),
                "const kept = []; for (let i = 0; i < 200; i++) kept.push(new Uint8Array(1 << 20).fill(1));"
                        + "return new Response(kept.length + '');");

        assertEndsAlone(shards, "1204");
    }

    @Test
    void aChainWithoutEnoughAnswersFailsWithTheStepThatIsMissing() {
        Map<String, String> shards = answers();
        shards.put(shardHost(2), "return new Response('disk on fire', {status: 500});");

        assertEquals(
                "502 {\"error\":\"step router: 1 of 4 branches failed, 4 must answer: step s2: https://shard-2.example/search"
                        + " failed with status 500: disk on fire\",\"kind\":\"quorum\",\"step\":\"router\",\"failed\":[{\"step\":\"s2\","
                        + "\"url\":\"https://shard-2.example/search\",\"kind\":\"status\",\"status\":500,\"attempts\":1,"
                        + "\"error\":\"failed with status 500: disk on fire\"}]}",
                simulated(flat(CallPolicy.ONCE, 4), shards));
    }

    /// Three of four are enough: shard 2 is ended with `code`, and the answer is that of the others.
    private static void assertEndsAlone(Map<String, String> shards, String code) {
        Invocation invocation = invoke(flat(CallPolicy.ONCE, 3), shards, PROFILE);

        assertEquals(partial(WITHOUT_SHARD_2), text(invocation));
        Outcome ended = invocation
                .tree()
                .filter(hop -> hop.host().equals(shardHost(2)))
                .findFirst()
                .orElseThrow()
                .outcome();
        assertEquals(
                code,
                Integer.toString(
                        assertInstanceOf(Outcome.Refused.class, ended).code().number()));
    }

    private static String complete() {
        return "200 {\"hits\":[{\"rowId\":0,\"distance\":0.5},{\"rowId\":1,\"distance\":1.5},{\"rowId\":2,\"distance\":2.5},"
                + "{\"rowId\":3,\"distance\":3.5}],\"shards\":{\"asked\":4,\"answered\":4},\"rows\":4,\"nprobes\":4,"
                + "\"truncated\":false}";
    }

    private static String partial(String hits) {
        return "200 {\"hits\":[" + hits + "],\"shards\":{\"asked\":4,\"answered\":3},\"rows\":3,\"nprobes\":3,"
                + "\"truncated\":false}";
    }

    private static Map<String, String> answers() {
        Map<String, String> shards = new HashMap<>();
        for (int s = 0; s < SHARDS; s++) {
            shards.put(shardHost(s), "return new Response('" + fixed(s) + "');");
        }
        return shards;
    }

    private static String fixed(int shard) {
        return "{\"hits\":[{\"rowId\":" + shard + ",\"distance\":" + (shard + 0.5) + "}],\"nprobes\":1,\"rows\":1}";
    }

    /// Up to ten hits, some of rows and distances that other shards have too.
    private static String answer(Random random, int shard) {
        List<String> hits = new ArrayList<>();
        double distance = 0;
        for (int i = random.nextInt(11); i > 0; i--) {
            distance += random.nextInt(3) / 4.0;
            hits.add("{\"rowId\":" + (random.nextInt(8) + 8 * (i % 2 * shard)) + ",\"distance\":" + distance
                    + ",\"payload\":{\"word\":\"w" + random.nextInt(100) + "\"}}");
        }
        return "{\"hits\":[" + String.join(",", hits) + "],\"nprobes\":" + random.nextInt(5) + ",\"rows\":"
                + random.nextInt(1_000) + "}";
    }

    private static String simulated(Chain chain, Map<String, String> shards) {
        return text(invoke(chain, shards, PROFILE));
    }

    /// One request through all coordinators of `chain` and snippets with these bodies behind the hosts of its leaves.
    private static Invocation invoke(Chain chain, Map<String, String> shards, Profile profile) {
        Map<String, SnippetModule> modules = new HashMap<>();
        for (Step step : chain.steps()) {
            if (step.snippet().isPresent() && !step.calls().isEmpty()) {
                String host = step.snippet().orElseThrow().host();
                modules.put(host, new SnippetModule("main.js", RouterModule.render(chain, step.id(), 5)));
            }
        }
        shards.forEach((host, body) -> modules.put(host, module(body)));
        return invoke(chain.step(chain.entry()).snippet().orElseThrow().url(), modules, profile);
    }

    /// One request to `url` through these snippets, by their hosts.
    private static Invocation invoke(String url, Map<String, SnippetModule> modules, Profile profile) {
        Simulator.Builder builder = Simulator.builder(profile);
        modules.forEach(builder::snippet);
        builder.origin("origin.example", new MemoryOrigin());
        try (Simulator simulator = builder.build()) {
            return simulator.invoke(SnippetRequest.post(url + "?k=10", new byte[] {1, 2, 3, 4}));
        }
    }

    private static SnippetModule module(String body) {
        return new SnippetModule("main.js", "export default {async fetch(request) {" + body + "}};");
    }

    private static String text(Invocation invocation) {
        Outcome.Answered answered = invocation.answered();
        return answered.status() + " " + new String(answered.body(), StandardCharsets.UTF_8);
    }

    private static Chain flat(CallPolicy policy, int quorum) {
        List<Step> steps = new ArrayList<>();
        List<StepId> shards = new ArrayList<>();
        for (int s = 0; s < SHARDS; s++) {
            steps.add(shard(s, policy));
            shards.add(new StepId("s" + s));
        }
        steps.addFirst(router("router", shards, quorum));
        return Chain.of(new ChainId("search"), new StepId("router"), steps);
    }

    private static Chain tree(CallPolicy policy, int quorum, int width) {
        List<Step> steps = new ArrayList<>();
        List<StepId> routers = new ArrayList<>();
        for (int r = 0; r < SHARDS / width; r++) {
            List<StepId> below = new ArrayList<>();
            for (int s = r * width; s < (r + 1) * width; s++) {
                steps.add(shard(s, policy));
                below.add(new StepId("s" + s));
            }
            steps.add(router("router-" + r, below, quorum));
            routers.add(new StepId("router-" + r));
        }
        steps.addFirst(router("router", routers, quorum));
        return Chain.of(new ChainId("search"), new StepId("router"), steps);
    }

    private static Step shard(int shard, CallPolicy policy) {
        return new Step.Invoke(
                new StepId("s" + shard), new Placement.Hop(Snippet.of(shardUrl(shard), Cost.UNKNOWN), policy));
    }

    private static Step router(String id, List<StepId> branches, int quorum) {
        FanOut fanOut =
                FanOut.of(new Partitioner.Broadcast(), new Combiner.Nearest()).withQuorum(quorum);
        Snippet snippet = Snippet.of("https://" + id + ".example/search", Cost.UNKNOWN);
        return new Step.Parallel(new StepId(id), Placement.at(snippet), fanOut, branches);
    }

    private static String shardHost(int shard) {
        return "shard-" + shard + ".example";
    }

    private static String shardUrl(int shard) {
        return "https://" + shardHost(shard) + "/search";
    }
}
