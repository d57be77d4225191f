package dev.evodb.sim.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkPlanTest {
    @ParameterizedTest
    @ValueSource(strings = {"20ms", "0.5ms", "uniform:10ms,30.5ms", "lognormal:20ms,80ms"})
    void latenciesReadWhatTheyPrint(String text) {
        assertEquals(text, Latency.of(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"20", "20s", "uniform:10ms", "10ms,20ms", "lognormal:1.2.3ms,4ms", ""})
    void rejectsLatenciesOfAnotherForm(String text) {
        assertThrows(IllegalArgumentException.class, () -> Latency.of(text));
    }

    @Test
    void logNormalTimesHaveTheStatedMedianAndTail() {
        Latency latency = new Latency.LogNormal(20_000, 80_000);
        long[] micros = new long[20_000];
        for (int i = 0; i < micros.length; i++) {
            micros[i] = new Randomness(1, "subject", i).micros(latency);
        }
        Arrays.sort(micros);
        assertEquals(20_000, (double) micros[10_000], 600);
        assertEquals(80_000, (double) micros[19_800], 6_000);
    }

    @Test
    void uniformTimesReachBothEnds() {
        Latency latency = new Latency.Uniform(5, 8);
        boolean[] seen = new boolean[9];
        for (int i = 0; i < 1_000; i++) {
            seen[Math.toIntExact(new Randomness(1, "subject", i).micros(latency))] = true;
        }
        assertEquals("[false, false, false, false, false, true, true, true, true]", Arrays.toString(seen));
    }

    @ParameterizedTest
    @CsvSource({
        "503@0.1:/pack, 0.1, /pack, status 503",
        "stall, 1, '', stall",
        "etag:https://a.example/x, 1, https://a.example/x, changed etag",
        "cut@0.5, 0.5, '', cut body"
    })
    void readsFaultRules(String text, double share, String urlPart, String fault) {
        FaultRule rule = FaultRule.of(text);
        assertEquals(share, rule.share());
        assertEquals(urlPart, rule.urlPart());
        assertEquals(fault, rule.fault().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"200", "503@2", "503@x", "nothing", ""})
    void rejectsFaultRulesOfAnotherForm(String text) {
        assertThrows(IllegalArgumentException.class, () -> FaultRule.of(text));
    }

    @Test
    void whatIsDrawnForOneUrlDoesNotDependOnOthers() throws Exception {
        NetworkPlan plan = NetworkPlan.edge(9);
        Origin origin = new MemoryOrigin().object("/a", "a").object("/b", "b");
        SnippetRequest a = SnippetRequest.get("https://s.example/a");
        SimulatedNetwork alone = new SimulatedNetwork(plan);
        SimulatedNetwork together = new SimulatedNetwork(plan);
        together.open(SnippetRequest.get("https://s.example/b")).toOrigin(origin, 0);
        assertEquals(
                alone.open(a).toOrigin(origin, 0).headMicros(),
                together.open(a).toOrigin(origin, 0).headMicros());
    }

    @Test
    void neverMixesTwoVersionsOfAnObjectThatChangesWhileItIsFilled() throws Exception {
        byte[] old = new byte[3 << 20];
        byte[] fresh = new byte[3 << 20];
        Arrays.fill(fresh, (byte) 1);
        MemoryOrigin origin = new MemoryOrigin().object("/o", old);
        CdnCache cache = new CdnCache(CdnRule.everything().withOriginRanges());
        SnippetRequest first = SnippetRequest.get("https://s.example/o").withHeader("range", "bytes=0-9");
        assertEquals(CacheStatus.MISS, cache.fetch(first, origin, 0).status());
        origin.object("/o", fresh);
        SnippetRequest across = SnippetRequest.get("https://s.example/o").withHeader("range", "bytes=1048570-1048585");
        CdnCache.Fetched fetched = cache.fetch(across, origin, 1);
        assertEquals(CacheStatus.BYPASS, fetched.status());
        for (byte value : fetched.response().body()) {
            assertEquals(1, value);
        }
        assertEquals(CacheStatus.MISS, cache.fetch(first, origin, 2).status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "if-match | \"other\" | 412",
                "if-match | \"other\", ETAG | 200",
                "if-match | * | 200",
                "if-none-match | ETAG | 304",
                "if-none-match | W/ETAG | 304",
                "if-none-match | \"other\" | 200",
                "if-range | \"other\" | 200"
            })
    void conditionsNameObjectsByTheirEtag(String header, String value, int status) throws Exception {
        Origin origin = new MemoryOrigin().object("/o", "0123456789");
        String etag = origin.answer(SnippetRequest.get("https://s.example/o"))
                .headers()
                .get("etag");
        OriginResponse response = origin.answer(
                SnippetRequest.get("https://s.example/o").withHeader(header, value.replace("ETAG", etag)));
        assertEquals(status, response.status());
        assertEquals(status == 200 ? 10 : 0, response.body().length);
    }
}
