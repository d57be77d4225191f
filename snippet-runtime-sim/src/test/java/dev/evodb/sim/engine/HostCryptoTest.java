package dev.evodb.sim.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.evodb.sim.limit.ErrorCode;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.SnippetRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who pays for `crypto`, and what it draws. Its answers are compared with workerd's in
/// `dev.evodb.sim.conformance`.
@SuppressWarnings("NullAway.Init")
class HostCryptoTest {
    private static JavetEngine engine;

    @BeforeAll
    static void open() {
        engine = new JavetEngine();
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static Turn run(String source, Profile profile, OptionalLong seed) {
        SnippetModule module = new SnippetModule("main.js", source);
        try (SnippetIsolate isolate = engine.open(module, profile, new IsolateSettings(seed, true, true))) {
            Turn turn = isolate.begin(SnippetRequest.get("https://snippet.example/"), 0);
            isolate.finish(false);
            return turn;
        }
    }

    private static String text(String body, OptionalLong seed) {
        Turn turn =
                run("export default { async fetch() { " + body + " } };", Profile.EVODB.withCpuMicros(1_000_000), seed);
        return new String(
                assertInstanceOf(Progress.Answered.class, turn.progress())
                        .response()
                        .body(),
                StandardCharsets.UTF_8);
    }

    @Test
    void aDigestIsBilledToTheTurnThatAsks() {
        Turn turn = run(
                "export default { async fetch() { return new Response(await crypto.subtle.digest('SHA-512', new Uint8Array(16 << 20))); } };",
                Profile.EVODB.withCpuMicros(1_000),
                OptionalLong.empty());
        Progress.Stopped stopped = assertInstanceOf(Progress.Stopped.class, turn.progress());
        assertEquals(ErrorCode.CPU, stopped.code());
    }

    @Test
    void drawsTheSameFromTheSameSeed() {
        String draw = "return new Response(crypto.randomUUID() + ' ' + crypto.getRandomValues(new Uint8Array(4)));";
        assertEquals("90dc4093-ae4d-4aea-8afb-e0a54639db97 169,173,147,144", text(draw, OptionalLong.of(7)));
        assertEquals(text(draw, OptionalLong.of(7)), text(draw, OptionalLong.of(7)));
    }

    @Test
    void drawsOtherwiseFromAnotherSeedAndWithoutOne() {
        String draw = "return new Response(crypto.randomUUID());";
        List<OptionalLong> seeds =
                List.of(OptionalLong.of(7), OptionalLong.of(8), OptionalLong.empty(), OptionalLong.empty());
        assertEquals(
                seeds.size(),
                seeds.stream().map(seed -> text(draw, seed)).distinct().count());
        assertNotEquals(
                text(draw, OptionalLong.of(1)).substring(0, 4),
                text(draw, OptionalLong.of(2)).substring(0, 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"crypto.randomUUID()", "crypto.getRandomValues(new Uint8Array(1))"})
    void drawsNothingWhileTheModuleLoads(String call) {
        Turn turn = run(
                "const early = " + call + "; export default { fetch() { return new Response(early); } };",
                Profile.EVODB,
                OptionalLong.empty());
        Progress.Stopped stopped = assertInstanceOf(Progress.Stopped.class, turn.progress());
        assertEquals(
                "main.js: Error: Disallowed operation called within global scope: "
                        + call.substring(0, call.indexOf('(')),
                stopped.message());
    }

    @Test
    void hashesWhileTheModuleLoads() {
        Turn turn = run(
                "const hash = await crypto.subtle.digest('SHA-1', new Uint8Array(0));"
                        + " export default { fetch() { return new Response(hash); } };",
                Profile.EVODB,
                OptionalLong.empty());
        byte[] hash = assertInstanceOf(Progress.Answered.class, turn.progress())
                .response()
                .body();
        assertEquals(20, hash.length);
    }

    @Test
    void aViewThatLiesAboutItsPlaceIsRefused() {
        assertEquals("refused", text("""
                        class Liar extends Uint8Array { get byteOffset() { return 1 << 20; } }
                        try {
                            await crypto.subtle.digest('SHA-1', new Liar(100));
                            return new Response('hashed');
                        } catch (e) {
                            return new Response('refused');
                        }
                        """, OptionalLong.empty()));
    }
}
