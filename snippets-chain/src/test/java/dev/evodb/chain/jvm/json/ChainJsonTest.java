package dev.evodb.chain.jvm.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.chain.Chain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChainJsonTest {
    private static final String JUNK = "{}[]\",:-.0129aez\u03bb\\\u0000\ud800";
    private static final String SHARD =
            "{\"id\":\"shard\",\"kind\":\"invoke\",\"snippet\":{\"url\":\"https://shard.example/\"}}";

    @Test
    void writesWhatTheDocumentationShows() throws IOException {
        Path root = Path.of(Objects.requireNonNull(System.getProperty("evodb.root")));
        String document = Files.readString(root.resolve("docs/format/chain.md"));
        int from = document.indexOf("```json\n") + "```json\n".length();
        String text = document.substring(from, document.indexOf("```", from));

        assertEquals(text, ChainJson.write(ChainJson.read("chain.md", text)));
    }

    @Test
    void writesMembersInAFixedOrder() {
        String text = """
                {
                  "format": 1,
                  "chain": "words",
                  "entry": "router",
                  "steps": [
                    {"id":"router","kind":"parallel","snippet":{"url":"https://router.example/search",\
                "cost":{"cpuMicros":300,"wallMicros":2000,"memoryBytes":1048576,"packageBytes":13013,\
                "perCall":{"cpuMicros":100,"memoryBytes":20000}}},"partitioner":{"kind":"broadcast"},\
                "combiner":{"kind":"nearest"},"quorum":1,"concurrency":2,"retryBudget":1,"branches":["even","odd"]},
                    {"id":"even","kind":"invoke","snippet":{"url":"https://even.example/search","profile":"pro",\
                "cost":{"subrequests":2}},"call":{"timeoutMillis":40,"retries":1,"hedgeAfterMillis":15}},
                    {"id":"odd","kind":"invoke","snippet":{"url":"https://odd.example/search"}}
                  ]
                }
                """;

        assertEquals(text, ChainJson.write(ChainJson.read("chain.json", text)));
    }

    @Test
    void readsBackWhatItWroteForEveryChain() {
        for (long seed = 0; seed < 1_000; seed++) {
            Chain chain = ChainGenerator.chain(new Random(seed));
            String text = ChainJson.write(chain);

            Chain back = ChainJson.read("chain.json", text);

            assertEquals(chain, back, "seed " + seed);
            assertEquals(text, ChainJson.write(back), "seed " + seed);
        }
    }

    @Test
    void readsOrRefusesEveryChangeOfAText() {
        int read = 0;
        for (long seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder(ChainJson.write(ChainGenerator.chain(random)));
            for (int change = random.nextInt(3); change >= 0; change--) {
                change(text, random);
            }
            try {
                Chain chain = ChainJson.read("chain.json", text.toString());
                assertEquals(chain, ChainJson.read("chain.json", ChainJson.write(chain)), "seed " + seed);
                read++;
            } catch (ChainFormatException e) {
                assertTrue(e.at().line() >= 1 && e.at().column() >= 1, "seed " + seed + ": " + e.getMessage());
            }
        }
        assertTrue(read > 100, read + " changed texts are still chains");
    }

    @Test
    void doesNotDependOnTheOrderOfMembers() {
        assertEquals(
                ChainJson.read("a", chain("shard", SHARD)),
                ChainJson.read(
                        "b",
                        "{\"steps\":[{\"snippet\":{\"url\":\"https://shard.example/\"},\"kind\":\"invoke\","
                                + "\"id\":\"shard\"}],\"entry\":\"shard\",\"chain\":\"words\",\"format\":1}"));
    }

    @Test
    void refusesWhatIsNotJson() {
        assertRefused("not JSON: there is no value (file=c.json, line=1, column=1)", "");
        assertRefused(
                "not JSON: Unexpected end-of-input: expected close marker for Object (file=c.json, line=1, column=2)",
                "{");
        assertRefused(
                "not JSON: Unexpected character ('}' (code 125)): expected a value (file=c.json, line=2, column=10)",
                "{\n\"format\":}");
        assertRefused("not JSON: text behind the end (file=c.json, line=3, column=1)", chain("shard", SHARD) + "\n{}");
        assertRefused("a chain must be an object, found a list (file=c.json, line=1, column=1)", "[]");
        assertRefused("a chain must be an object, found null (file=c.json, line=1, column=1)", "null");
    }

    @Test
    void refusesDeepNestingWithoutUsingTheStack() {
        assertRefused(
                "nested deeper than 16 levels (file=c.json, line=1, column=17)",
                "[".repeat(10_000) + "]".repeat(10_000));
        assertRefused(
                "nested deeper than 16 levels (file=c.json, line=1, column=81)",
                "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000));
    }

    @Test
    void refusesTenThousandStepsInSteps() {
        String steps = IntStream.range(0, 10_000)
                .mapToObj(s -> "{\"id\":\"s" + s + "\",\"kind\":\"sequential\",\"steps\":[\"s" + (s + 1) + "\"]}")
                .collect(Collectors.joining(",\n"));

        assertRefused(
                "step s0: the chain has 10000 steps, at most 1024 are allowed (file=c.json, line=2, column=7)",
                chain("s0", steps));
    }

    @Test
    void refusesATextThatIsTooLong() {
        assertRefused(
                "text must have at most 4194304 characters, got 4194305 (file=c.json, line=1, column=1)",
                " ".repeat(ChainJson.MAX_LENGTH + 1));
        assertRefused(
                "not JSON: String value length (10001) exceeds the maximum allowed (10000, from"
                        + " `StreamReadConstraints.getMaxStringLength()`) (file=c.json, line=1, column=10024)",
                "{\"format\":1,\"chain\":\"" + "x".repeat(10_001) + "\"}");
    }

    @Test
    void refusesUnknownFieldsWhereverTheyAre() {
        assertRefused(
                "unknown field stpes; known: format, chain, entry, steps (file=c.json, line=1, column=13)",
                "{\"format\":1,\"stpes\":[],\"chain\":\"c\",\"entry\":\"a\",\"steps\":[]}");
        assertStepRefused(
                "step shard: unknown field branches; known: id, kind, snippet, call (file=c.json, line=2, column=31)",
                "{\"id\":\"shard\",\"kind\":\"invoke\",\"branches\":[]}");
        assertStepRefused(
                "step shard: unknown field snippet.host; known: url, profile, cost (file=c.json, line=2, column=42)",
                "{\"id\":\"shard\",\"kind\":\"invoke\",\"snippet\":{\"host\":\"a\"}}");
        assertStepRefused(
                "step shard: unknown field snippet.cost.cpu; known: subrequests, cpuMicros, wallMicros, memoryBytes,"
                        + " packageBytes, perCall (file=c.json, line=2, column=72)",
                "{\"id\":\"shard\",\"kind\":\"invoke\",\"snippet\":{\"url\":\"https://a.ex/\",\"cost\":{\"cpu\":1}}}");
    }

    @Test
    void refusesAFieldThatIsGivenTwice() {
        assertRefused("field format is given twice (file=c.json, line=1, column=13)", "{\"format\":1,\"format\":1}");
    }

    @Test
    void refusesAFieldThatIsMissing() {
        assertRefused("field format is missing (file=c.json, line=1, column=1)", "{}");
        assertRefused(
                "field entry is missing (file=c.json, line=1, column=1)",
                "{\"format\":1,\"chain\":\"c\",\"steps\":[]}");
        assertStepRefused("field id is missing (file=c.json, line=2, column=1)", "{\"kind\":\"invoke\"}");
        assertStepRefused(
                "step shard: field snippet is missing (file=c.json, line=2, column=1)",
                "{\"id\":\"shard\",\"kind\":\"invoke\"}");
        assertStepRefused(
                "step shard: field snippet.url is missing (file=c.json, line=2, column=41)",
                "{\"id\":\"shard\",\"kind\":\"invoke\",\"snippet\":{}}");
    }

    @Test
    void refusesAnotherFormat() {
        assertRefused("format must be 1, found 2 (file=c.json, line=1, column=11)", "{\"format\":2,\"new\":0}");
        assertRefused("format must be 1, found \"1\" (file=c.json, line=1, column=11)", "{\"format\":\"1\"}");
    }

    @Test
    void refusesValuesOfAnotherKind() {
        assertRefused(
                "steps must be a list, found an object (file=c.json, line=1, column=45)",
                "{\"format\":1,\"chain\":\"c\",\"entry\":\"a\",\"steps\":{}}");
        assertStepRefused("a step must be an object, found \"x\" (file=c.json, line=2, column=1)", "\"x\"");
        for (String number : new String[] {"1.5", "1e3", "9223372036854775808"}) {
            assertStepRefused(
                    "step shard: snippet.cost.cpuMicros must be a whole number of 64 bits, found " + number
                            + " (file=c.json, line=2, column=86)",
                    shardOfCost("\"cpuMicros\":  " + number));
        }
        assertStepRefused(
                "step shard: snippet.cost.cpuMicros must be a whole number, found true (file=c.json, line=2, column=86)",
                shardOfCost("\"cpuMicros\":  true"));
        assertStepRefused(
                "step shard: snippet.cost.subrequests must be a whole number of 32 bits, found 4294967297"
                        + " (file=c.json, line=2, column=86)",
                shardOfCost("\"subrequests\":4294967297"));
    }

    @Test
    void refusesFiguresOutOfRange() {
        assertStepRefused(
                "step shard: snippet.cost.cpuMicros must be in 0..=1099511627776, got -1"
                        + " (file=c.json, line=2, column=71)",
                shardOfCost("\"cpuMicros\":-1"));
        assertStepRefused(
                "step shard: call.retries must be in 0..=10, got 11 (file=c.json, line=2, column=81)",
                SHARD.replace("}}", "},\"call\":{\"retries\":11}}"));
        assertStepRefused(
                "step shard: snippet.url must be http(s)://host/path, got ftp://a (file=c.json, line=2, column=41)",
                "{\"id\":\"shard\",\"kind\":\"invoke\",\"snippet\":{\"url\":\"ftp://a\"}}");
    }

    @Test
    void refusesAPolicyForAStepInLine() {
        assertStepRefused(
                "step a: call needs a snippet: a step in line is not called (file=c.json, line=2, column=38)",
                "{\"id\":\"a\",\"kind\":\"sequential\",\"call\":{\"retries\":1},\"steps\":[\"shard\"]}");
    }

    @Test
    void refusesUnknownKinds() {
        assertStepRefused(
                "step a: unknown kind \"loop\"; known: invoke, sequential, parallel, conditional"
                        + " (file=c.json, line=2, column=18)",
                "{\"id\":\"a\",\"kind\":\"loop\"}");
        assertStepRefused(
                "step r: unknown combiner \"median\"; known: collect, concatenate, sum, nearest,"
                        + " reciprocal-rank-fusion (file=c.json, line=2, column=83)",
                parallel("{\"kind\":\"broadcast\"}", "{\"kind\":\"median\"}", "\"shard\""));
        assertStepRefused(
                "step r: unknown partitioner \"random\"; known: broadcast, slices, by-hash, by-centroid"
                        + " (file=c.json, line=2, column=51)",
                parallel("{\"kind\":\"random\"}", "{\"kind\":\"sum\"}", "\"shard\""));
        assertStepRefused(
                "step c: unknown condition \"never\"; known: present, equals, at-least (file=c.json, line=2, column=52)",
                "{\"id\":\"c\",\"kind\":\"conditional\",\"condition\":{\"kind\":\"never\"},\"then\":\"shard\"}");
    }

    @Test
    void refusesAWidthOverTheCap() {
        String branches = IntStream.range(0, 65).mapToObj(s -> "\"s" + s + "\"").collect(Collectors.joining(","));

        assertStepRefused(
                "step r: width must be 1..=64 branches, got 65 (file=c.json, line=2, column=1)",
                parallel("{\"kind\":\"broadcast\"}", "{\"kind\":\"sum\"}", branches));
        assertStepRefused(
                "step r: width must be 1..=64 branches, got 0 (file=c.json, line=2, column=1)",
                parallel("{\"kind\":\"broadcast\"}", "{\"kind\":\"sum\"}", ""));
    }

    @Test
    void refusesAMissingStepWhereItIsNamed() {
        ChainFormatException refused = assertRefused(
                "step p: calls step sahrd, which is not in the chain (file=c.json, line=3, column=44)",
                chain("p", SHARD, "{\"id\":\"p\",\"kind\":\"sequential\",\"steps\":[    \"sahrd\"]}"));

        assertEquals(Optional.of("p"), refused.step());
        assertEquals(new Position("c.json", 3, 44), refused.at());
    }

    @Test
    void refusesCyclesUnreachedStepsAndOtherNoChainsAtTheirStep() {
        assertRefused(
                "step a: is called by itself: a > b > a (file=c.json, line=2, column=7)",
                chain("a", sequential("a", "b"), sequential("b", "a")));
        assertRefused(
                "step b: is unreachable from the entry shard (file=c.json, line=3, column=7)",
                chain("shard", SHARD, sequential("b", "shard")));
        assertRefused(
                "step shard: id is used twice in the chain (file=c.json, line=3, column=7)",
                chain("shard", SHARD, SHARD));
        assertRefused(
                "step a: is the entry and needs a snippet of its own (file=c.json, line=3, column=7)",
                chain("a", SHARD, sequential("a", "shard")));
        assertRefused("step x: is the entry, but not in the chain (file=c.json, line=1, column=37)", chain("x", SHARD));
    }

    @Test
    void refusesIdsOfOtherCharacters() {
        assertStepRefused(
                "step id must be 1 to 64 letters, digits, dots, underscores or hyphens, a letter or digit first, got a b"
                        + " (file=c.json, line=2, column=7)",
                "{\"id\":\"a b\",\"kind\":\"invoke\"}");
        assertStepRefused(
                "step p: steps must be ids of steps, found 1 (file=c.json, line=2, column=40)",
                "{\"id\":\"p\",\"kind\":\"sequential\",\"steps\":[1]}");
    }

    /// One of: a character gone, doubled or replaced; a piece of the text moved elsewhere; the end cut
    /// off.
    private static void change(StringBuilder text, Random random) {
        if (text.isEmpty()) {
            return;
        }
        int at = random.nextInt(text.length());
        switch (random.nextInt(5)) {
            case 0 -> text.deleteCharAt(at);
            case 1 -> text.insert(at, text.charAt(at));
            case 2 -> text.setCharAt(at, JUNK.charAt(random.nextInt(JUNK.length())));
            case 3 -> {
                int to = Math.min(text.length(), at + random.nextInt(40));
                text.insert(random.nextInt(text.length()), text.substring(at, to));
            }
            default -> text.setLength(Math.max(1, at));
        }
    }

    private static String sequential(String id, String step) {
        return "{\"id\":\"" + id + "\",\"kind\":\"sequential\",\"steps\":[\"" + step + "\"]}";
    }

    private static String parallel(String partitioner, String combiner, String branches) {
        return "{\"id\":\"r\",\"kind\":\"parallel\",\"partitioner\":" + partitioner + ",\"combiner\":" + combiner
                + ",\"branches\":[" + branches + "]}";
    }

    private static String shardOfCost(String cost) {
        return "{\"id\":\"shard\",\"kind\":\"invoke\",\"snippet\":{\"url\":\"https://a.ex/\",\"cost\":{" + cost + "}}}";
    }

    /// One step a line, from line 2.
    private static String chain(String entry, String... steps) {
        return "{\"format\":1,\"chain\":\"words\",\"entry\":\"" + entry + "\",\"steps\":[\n"
                + Arrays.stream(steps).collect(Collectors.joining(",\n")) + "]}";
    }

    private static void assertStepRefused(String message, String step) {
        assertRefused(message, chain("shard", step, SHARD));
    }

    private static ChainFormatException assertRefused(String message, String text) {
        ChainFormatException refused = assertThrows(ChainFormatException.class, () -> ChainJson.read("c.json", text));
        assertEquals(message, refused.getMessage());
        return refused;
    }
}
