package dev.evodb.chain.jvm.run;

import static dev.evodb.chain.jvm.run.Chains.hit;
import static dev.evodb.chain.jvm.run.Chains.id;
import static dev.evodb.chain.jvm.run.Chains.inLine;
import static dev.evodb.chain.jvm.run.Chains.leaf;
import static dev.evodb.chain.jvm.run.Chains.leaves;
import static dev.evodb.chain.jvm.run.Chains.ranked;
import static dev.evodb.chain.jvm.run.Chains.router;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.caoccao.javet.exceptions.JavetException;
import dev.evodb.chain.CallPolicy;
import dev.evodb.chain.Chain;
import dev.evodb.chain.ChainId;
import dev.evodb.chain.ChainPart;
import dev.evodb.chain.Combiner;
import dev.evodb.chain.Condition;
import dev.evodb.chain.FanOut;
import dev.evodb.chain.Partitioner;
import dev.evodb.chain.Patterns;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.chain.TreeShape;
import dev.evodb.chain.js.RouterRuntime;
import dev.evodb.chain.jvm.RouterModule;
import dev.evodb.chain.jvm.plan.Budgets;
import dev.evodb.chain.run.Answers;
import dev.evodb.chain.run.Failure;
import dev.evodb.chain.run.Output;
import dev.evodb.chain.run.Program;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Chains whose coordinators are all deployed, in V8, answer what the executor answers, byte for byte, and ask
/// their leaves the same.
@EnabledOnOs(
        value = OS.LINUX,
        architectures = "amd64",
        disabledReason = "Javet 5.0.6 has its V8 for Linux on x86_64 only")
class DeployedChainTest {
    private static final int SEEDS = 120;
    private static final List<WorldGenerator.Task> TASKS =
            List.of(WorldGenerator.Task.SEARCH, WorldGenerator.Task.COUNT, WorldGenerator.Task.LIST);
    /// More than any chain here needs.
    private static final int SUBREQUESTS = 1_000;
    private static final Partitioner BROADCAST = new Partitioner.Broadcast();
    private static final Partitioner SLICES = new Partitioner.Slices(List.of());
    private static final Partitioner BY_HASH = new Partitioner.ByHash("word");
    private static final Combiner FUSION = new Combiner.ReciprocalRankFusion(60);
    private static final CallPolicy RETRYING = CallPolicy.ONCE.withRetries(1);
    private static final Value QUERY = floats(3, 4);
    private static final Value WORDS =
            Value.list(word("a"), word("b"), word("a"), word("\u00e4\ud83d\ude00"), word("d"));

    /// What a leaf answers.
    @FunctionalInterface
    private interface Leaf {
        Value answer(String step, Value input) throws CallFailedException;
    }

    @Test
    void randomChainsAnswerWhatTheExecutorAnswers() throws Exception {
        int deployed = 0;
        int failed = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed * 0x9E3779B97F4A7C15L);
            WorldGenerator generator = new WorldGenerator(random, false);
            WorldGenerator.Task task = TASKS.get((int) (seed % 3));
            Chain chain = generator.chain(task);
            Map<StepId, WorldGenerator.Task> does = generator.leaves();
            Map<StepId, ShardData> data = new ConcurrentHashMap<>();
            Map<StepId, Integer> broken = new ConcurrentHashMap<>();
            int faultPercent = random.nextInt(2) * 15;
            for (StepId leaf : does.keySet().stream()
                    .sorted((a, b) -> a.text().compareTo(b.text()))
                    .toList()) {
                data.put(leaf, ShardData.random(random));
                if (random.nextInt(100) < faultPercent) {
                    broken.put(leaf, random.nextBoolean() ? 503 : 404);
                }
            }
            Value input = task == WorldGenerator.Task.SEARCH ? floats(random.nextInt(20), random.nextInt(20)) : WORDS;
            int k = 1 + random.nextInt(9);
            Map<String, String> parameters =
                    Map.of("k", Integer.toString(k), random.nextBoolean() ? "filter" : "other", "common");
            Leaf leaf = (step, given) -> {
                StepId id = id(step);
                Integer status = broken.get(id);
                if (status != null) {
                    throw CallFailedException.status(status, "broken");
                }
                return requireNonNull(data.get(id)).answer(requireNonNull(does.get(id)), given, k);
            };
            try (World world = new World(chain, generator.centroids())) {
                if (!world.isDeployed()) {
                    continue;
                }
                deployed++;
                failed += world.agree("seed " + seed, leaf, input, parameters) ? 0 : 1;
            }
        }
        assertTrue(deployed > SEEDS / 2, "only " + deployed + " chains could be deployed");
        assertTrue(failed > 0 && failed < deployed / 2, failed + " of " + deployed + " chains failed");
    }

    @Test
    void everyPartitionerAndCombinerAnswersWhatTheExecutorAnswers() throws Exception {
        List<Combiner> data = List.of(new Combiner.Collect(), new Combiner.Concatenate(), new Combiner.Sum());
        for (Partitioner partitioner : List.of(BROADCAST, SLICES, BY_HASH, new Partitioner.ByCentroid(2))) {
            for (Combiner combiner : data) {
                Value answer = combiner instanceof Combiner.Sum
                        ? Value.object("n", Value.of(2))
                        : Value.list(Value.of(1), new Value.Null());
                agree(
                        router("r", FanOut.of(partitioner, combiner), leaves(3, RETRYING)),
                        (_, _) -> answer,
                        input(partitioner));
            }
            Leaf search = (step, _) -> ranked(hit(step.length(), 0.5), hit(7, 1.0 / 3));
            Leaf sorted = (step, _) -> ranked(hit(7, 1.0 / 3), hit(step.charAt(step.length() - 1), 0.5));
            agree(
                    router("r", FanOut.of(partitioner, new Combiner.Nearest()), leaves(3, RETRYING)),
                    sorted,
                    input(partitioner));
            agree(
                    router("r", FanOut.of(partitioner, new Combiner.Nearest()).withQuorum(1), leaves(3, RETRYING)),
                    search,
                    input(partitioner));
            if (!(partitioner instanceof Partitioner.ByCentroid)) {
                agree(router("r", FanOut.of(partitioner, FUSION), leaves(3, RETRYING)), sorted, input(partitioner));
            }
        }
    }

    @Test
    void wordsAreCountedInATreeOfReducers() throws Exception {
        ChainPart tree = Patterns.mapReduceTree(
                id("r"),
                step -> new Placement.Hop(Chains.snippet(step.text()), CallPolicy.ONCE),
                TreeShape.of(5, 3),
                leaves(5, RETRYING),
                new Combiner.Sum());

        agree(tree, (_, input) -> new ShardData(List.of()).answer(WorldGenerator.Task.COUNT, input, 1), WORDS);
    }

    @Test
    void aHybridSearchWithAConditionRanksByRanks() throws Exception {
        ChainPart filtered = ChainPart.over(
                new Step.Conditional(
                        id("if"),
                        Placement.inLine(),
                        new Condition.AtLeast("k", 3),
                        Optional.of(id("x")),
                        Optional.of(id("y"))),
                List.of(leaf("x"), leaf("y")));
        ChainPart vectors = inLine("in", FanOut.of(BROADCAST, new Combiner.Nearest()), leaves(2, RETRYING));
        ChainPart hybrid = router("r", FanOut.of(BROADCAST, FUSION), List.of(vectors, filtered));

        agree(hybrid, (step, _) -> ranked(hit(step.length(), -0.25), hit(3, 0.75)), QUERY);
    }

    @Test
    void aNullIsPassedOnAsNull() throws Exception {
        ChainPart pipeline =
                Patterns.pipeline(id("r"), Placement.at(Chains.snippet("r")), List.of(leaf("a"), leaf("b")));

        Leaf leaf = (step, input) -> step.equals("a") ? new Value.Null() : Value.list(input);
        agree(pipeline, leaf, QUERY);
        agree(pipeline, leaf, Value.Bytes.NONE);
    }

    @Test
    void aVectorIsFoundHoweverTheClientSentIt() throws Exception {
        ChainPart search =
                router("r", FanOut.of(new Partitioner.ByCentroid(1), new Combiner.Nearest()), leaves(3, RETRYING));
        Leaf leaf = (step, _) -> ranked(hit(step.charAt(step.length() - 1), 0.5));
        try (World world = new World(search.chain(new ChainId("c")), centroids())) {
            Map<String, String> none = Map.of("k", "5");
            Map<String, String> near = Map.of("k", "5", "vector", "2.5, 3e0");
            Value list = Value.list(Value.of(5), Value.of(0));
            assertTrue(world.agree("bytes", leaf, floats(0, 0), none));
            assertTrue(world.agree("list", leaf, list, none));
            assertTrue(world.agree("member", leaf, Value.object("vector", list).with("k", Value.of(3)), none));
            assertTrue(world.agree("parameter", leaf, Value.Bytes.NONE, near));
            assertTrue(world.agree("body first", leaf, list, near));
            for (String text : List.of("", "1", "1,x", "1,2,3", "1],[2", "1,1e999", "1,null")) {
                assertTrue(!world.agree(text, leaf, Value.Bytes.NONE, Map.of("k", "5", "vector", text)));
            }
            assertTrue(
                    world.agree("long", leaf, Value.Bytes.NONE, Map.of("k", "5", "vector", "1,9007199254740993000")));
            assertTrue(!world.agree("NaN", leaf, floats(Float.NaN, 0), none));
            assertTrue(!world.agree("none", leaf, Value.of("x"), none));
        }
    }

    private static Value input(Partitioner partitioner) {
        return partitioner.kind().equals("by-centroid") ? QUERY : WORDS;
    }

    private static Centroids centroids() {
        return new Centroids(Map.of(id("r"), new float[][] {{0, 0}, {3, 3.25f}, {5, 0}}));
    }

    private static void agree(ChainPart part, Leaf leaf, Value input) throws Exception {
        Chain chain = part.chain(new ChainId("c"));
        try (World world = new World(chain, centroids())) {
            assertTrue(world.isDeployed(), chain::toString);
            world.agree(chain.toString(), leaf, input, Map.of("k", "4"));
        }
    }

    private static Value word(String word) {
        return Value.object("word", Value.of(word));
    }

    private static Value floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return new Value.Bytes("application/octet-stream", bytes.array());
    }

    /// A chain in the executor and in V8.
    private static final class World implements AutoCloseable {
        private final Chain chain;
        private final Centroids centroids;
        private final RouterRuntime runtime;
        private boolean isDeployed = true;

        World(Chain chain, Centroids centroids) throws JavetException, IOException {
            this.chain = chain;
            this.centroids = centroids;
            runtime = new RouterRuntime();
            for (Step step : chain.steps()) {
                if (step.snippet().isPresent() && !step.calls().isEmpty()) {
                    try {
                        runtime.deploy(
                                step.snippet().orElseThrow().host(),
                                RouterModule.render(chain, step.id(), SUBREQUESTS, centroids));
                    } catch (IllegalArgumentException e) {
                        assertTrue(
                                String.valueOf(e.getMessage()).contains("than has room in one snippet"), e::toString);
                        isDeployed = false;
                    }
                }
            }
        }

        boolean isDeployed() {
            return isDeployed;
        }

        /// Whether there is an answer: of both, or of none.
        boolean agree(String context, Leaf leaf, Value input, Map<String, String> parameters) throws Exception {
            List<Exchange> exchanges = Collections.synchronizedList(new ArrayList<>());
            Map<String, Caller> callers = new HashMap<>();
            Set<String> hosts = new HashSet<>();
            for (Step step : chain.steps()) {
                if (step instanceof Step.Invoke) {
                    hosts.add(hostOf(step));
                    callers.put(step.snippet().orElseThrow().url(), call -> {
                        Exchange exchange = Exchange.of(leaf, step, call.input());
                        exchanges.add(exchange);
                        if (exchange.status() != 200) {
                            throw CallFailedException.status(exchange.status(), exchange.text());
                        }
                        return ValueJson.read(exchange.text().getBytes(StandardCharsets.UTF_8));
                    });
                }
            }
            ChainExecutor executor = new ChainExecutor(chain, Budgets.unlimited(), callers, centroids);
            String expected;
            boolean isAnswer = true;
            try {
                Output<Value> output = executor.run(input, parameters);
                Program program = ProgramWriter.write(chain, chain.entry(), SUBREQUESTS, centroids);
                expected = "200 " + json(Answers.body(ValueTree.INSTANCE, program, output));
            } catch (ChainFailedException e) {
                Failure failure = e.failure();
                isAnswer = false;
                // Which of several failed calls are told is a matter of time.
                expected = failure.kind().status() + " "
                        + (failure.url().isEmpty() && failure.causes().length == 0
                                ? json(Answers.body(ValueTree.INSTANCE, failure))
                                : "");
            }
            for (Exchange exchange : exchanges) {
                runtime.answer(exchange.host(), exchange.octets(), exchange.status(), exchange.text());
            }
            boolean isGet = input.equals(Value.Bytes.NONE);
            boolean isJson = isGet || !(input instanceof Value.Bytes);
            String found = runtime.run(
                    isGet ? "GET" : "POST",
                    chain.step(chain.entry()).snippet().orElseThrow().url() + query(parameters),
                    "{\"content-type\":\"" + (isJson ? "application/json" : "application/octet-stream") + "\"}",
                    octets(input));
            if (!isAnswer) {
                assertTrue(found.startsWith(expected), context + ": expected " + expected + ", found " + found);
                return false;
            }
            assertEquals(expected, found, context);
            List<String> asked = exchanges.stream()
                    .map(exchange -> exchange.host() + exchange.octets())
                    .sorted()
                    .toList();
            List<String> fetched = runtime.ask(
                            "world.fetches.map(f => new URL(f.url).host + '[' + f.body + ']').join(' ')")
                    .lines()
                    .flatMap(line -> Arrays.stream(line.split(" ", -1)))
                    .filter(fetch -> hosts.contains(fetch.substring(0, Math.max(0, fetch.indexOf('[')))))
                    .sorted()
                    .toList();
            // How often the others are asked when a step below fails is a matter of time.
            if (exchanges.stream().allMatch(exchange -> exchange.status() == 200)) {
                assertEquals(asked, fetched, context);
            }
            return true;
        }

        private static String query(Map<String, String> parameters) {
            return parameters.entrySet().stream()
                    .map(parameter -> parameter.getKey() + "="
                            + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8)
                                    .replace("+", "%20"))
                    .collect(Collectors.joining("&", "?", ""));
        }

        @Override
        public void close() throws JavetException {
            runtime.close();
        }
    }

    /// What a leaf got, and said.
    private record Exchange(String host, String octets, int status, String text) {
        static Exchange of(Leaf leaf, Step step, Value given) {
            String octets = DeployedChainTest.octets(given);
            try {
                return new Exchange(
                        hostOf(step), octets, 200, json(leaf.answer(step.id().text(), given)));
            } catch (CallFailedException e) {
                return new Exchange(
                        hostOf(step), octets, e.problem().status(), e.problem().text());
            }
        }
    }

    private static String hostOf(Step step) {
        return step.snippet().orElseThrow().host();
    }

    private static String json(Value value) {
        return new String(ValueJson.write(value), StandardCharsets.UTF_8);
    }

    /// The body that travels.
    private static String octets(Value value) {
        byte[] bytes = value instanceof Value.Bytes(String _, byte[] its) ? its : ValueJson.write(value);
        StringJoiner octets = new StringJoiner(",", "[", "]");
        for (byte octet : bytes) {
            octets.add(Integer.toString(Byte.toUnsignedInt(octet)));
        }
        return octets.toString();
    }
}
