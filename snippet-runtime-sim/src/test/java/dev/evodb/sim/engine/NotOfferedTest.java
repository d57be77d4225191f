package dev.evodb.sim.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.evodb.sim.Simulator;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.SnippetRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What production has and the simulator has not is refused by its name, where it is used.
class NotOfferedTest {
    private static String answer(String expression) {
        SnippetModule module = new SnippetModule("main.js", """
                export default {
                    async fetch(request) {
                        try {
                            return new Response('answered ' + (await EXPRESSION));
                        } catch (e) {
                            return new Response(e.name + ': ' + e.message);
                        }
                    },
                };
                """.replace("EXPRESSION", expression));
        try (Simulator simulator = Simulator.builder(Profile.EVODB.withCpuMicros(1_000_000))
                .snippet("snippet.example", module)
                .build()) {
            return new String(
                    simulator
                            .invoke(SnippetRequest.get("https://snippet.example/"))
                            .answered()
                            .body(),
                    StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "new FormData() | FormData",
                "new Blob(['x']) | Blob",
                "new HTMLRewriter() | HTMLRewriter",
                "new TransformStream() | TransformStream",
                "new CompressionStream('gzip') | CompressionStream",
                "new WebSocketPair() | WebSocketPair",
                "new ReadableStream({start() {}}) | new ReadableStream",
                "new Response('x').body.pipeThrough({}) | ReadableStream.pipeThrough",
                "new Response('x').body.getReader({mode: 'byob'}) | ReadableStream readers with a mode",
                "new Response('x').blob() | blob()",
                "request.formData() | formData()",
                "crypto.subtle.sign('HMAC', {}, new Uint8Array(1)) | crypto.subtle.sign",
                "crypto.subtle.importKey('raw', new Uint8Array(1), 'HMAC', false, ['sign']) | crypto.subtle.importKey",
                "crypto.subtle.timingSafeEqual(new Uint8Array(1), new Uint8Array(1)) | crypto.subtle.timingSafeEqual",
                "'a'.localeCompare('b') | String.prototype.localeCompare",
                "(5).toLocaleString() | Number.prototype.toLocaleString",
                "new Date().toLocaleDateString() | Date.prototype.toLocaleDateString"
            })
    void namesWhatItDoesNotOffer(String expression, String name) {
        assertEquals("TypeError: The simulator does not offer " + name, answer(expression));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "new TextDecoder('latin1') | RangeError: The simulator decodes utf-8 only, not latin1",
                "new URL('data:text/plain,x') | TypeError: The simulator has URLs of http and https only, not data:text/plain,x",
                "new URL('https://u:p@a.example/') | TypeError: The simulator has no URLs with a user name: https://u:p@a.example/",
                "new URL('https://127.1/') | TypeError: The simulator has IPv4 addresses of four decimal numbers only: https://127.1/",
                "Intl.NumberFormat | ReferenceError: Intl is not defined"
            })
    void namesWhatItDoesNotUnderstand(String expression, String message) {
        assertEquals(message, answer(expression));
    }
}
