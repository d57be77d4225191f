package dev.evodb.sim.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.evodb.sim.Simulator;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.MemoryOrigin;
import dev.evodb.sim.net.OriginResponse;
import dev.evodb.sim.net.SnippetRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The web platform of `platform.js`. The expected values are those of Node 20 for the same expressions,
/// except where a comment in the script says what the simulator does not have.
class PlatformTest {
    private static final SnippetRequest REQUEST = new SnippetRequest(
            "POST",
            "https://snippet.example/a%20b?q=[1,2]&name=J%C3%B6rg+X",
            Map.of("X-One", "1"),
            "{\"k\":\"\u00e4\"}".getBytes(StandardCharsets.UTF_8));

    private static final MemoryOrigin STORE = new MemoryOrigin()
            .object("/object", new byte[] {0, 1, 2, (byte) 0xff})
            .object("/text", "gr\u00fcn")
            .put(
                    "/echo",
                    request -> new OriginResponse(
                            200,
                            Map.of(
                                    "x-method",
                                    request.method(),
                                    "x-headers",
                                    request.headers().toString()),
                            request.body()))
            .redirect("/moved", 301, "text");

    private static String run(String body) {
        SnippetModule module =
                new SnippetModule("main.js", "export default { async fetch(request) { " + body + " } };");
        try (Simulator simulator = Simulator.builder(Profile.EVODB.withCpuMicros(1_000_000))
                .snippet("snippet.example", module)
                .origin("store.example", STORE)
                .build()) {
            return new String(simulator.invoke(REQUEST).answered().body(), StandardCharsets.UTF_8);
        }
    }

    private static String value(String expression) {
        return run("return new Response(String(" + expression + "));");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "request.url | https://snippet.example/a%20b?q=[1,2]&name=J%C3%B6rg+X",
                "request.method | POST",
                "request.headers.get('x-one') | 1",
                "request.headers.get('absent') | null",
                "[...request.headers].join() | x-one,1",
                "(await request.json()).k | ä",
                "(await request.text()).length | 9",
                "(await request.arrayBuffer()).byteLength | 10",
                "(await request.clone().bytes()).length + ' ' + request.bodyUsed | 10 false",
                "(await request.text(), await request.text().catch(e => e.name)) | TypeError",
                "new Request(request, {method: 'PUT'}).method | PUT",
                "new Request('https://a.example', {headers: {A: ' b '}}).headers.get('a') | b"
            })
    void requests(String expression, String expected) {
        assertEquals(expected, value(expression));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "new URL(request.url).searchParams.get('q') | [1,2]",
                "new URL(request.url).searchParams.get('name') | Jörg X",
                "new URL(request.url).pathname | /a%20b",
                "new URL('HTTPS://Ex.Example:443/a/../b/./c?x=1#frag').href | https://ex.example/b/c?x=1#frag",
                "new URL('http://ex.example:8080').host | ex.example:8080",
                "new URL('http://ex.example:8080').port | 8080",
                "new URL('http://ex.example:8080').hostname | ex.example",
                "new URL('https://ex.example').pathname | /",
                "new URL('https://ex.example?a#b').href | https://ex.example/?a#b",
                "new URL('https://ex.example/ü x?ü=\"y\"').href | https://ex.example/%C3%BC%20x?%C3%BC=%22y%22",
                "new URL('../up?x', 'https://ex.example/a/b/c').href | https://ex.example/a/up?x",
                "new URL('?only', 'https://ex.example/a/b').href | https://ex.example/a/b?only",
                "new URL('//other.example/z', 'https://ex.example/a').href | https://other.example/z",
                "new URL('/abs', 'https://ex.example/a/b').href | https://ex.example/abs",
                "new URL('', 'https://ex.example/a?b').href | https://ex.example/a?b",
                "URL.canParse('no base') | false",
                "URL.canParse('https://') | false",
                "(() => { const u = new URL('https://e.example/?a=1'); u.searchParams.append('b', 'x y&'); return u.href })() | https://e.example/?a=1&b=x+y%26",
                "(() => { const u = new URL('https://e.example/?a=1#h'); u.search = 'c=2'; return u.searchParams.get('c') + u.href })() | 2https://e.example/?c=2#h",
                "(() => { const u = new URL('https://e.example/'); u.hostname = 'f.example'; u.pathname = 'p q'; return u.href })() | https://f.example/p%20q",
                "new URLSearchParams({a: '1', b: \"~!*'()\"}).toString() | a=1&b=%7E%21*%27%28%29",
                "new URLSearchParams('a=1&a=2&b').getAll('a').join() | 1,2",
                "new URLSearchParams('a=%ZZ&b=%41').get('a') | %ZZ",
                "[...new URLSearchParams([['x', 'y']])].join() | x,y"
            })
    void urls(String expression, String expected) {
        assertEquals(expected, value(expression));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "new TextEncoder().encode('aä€😀').join() | 97,195,164,226,130,172,240,159,152,128",
                "new TextDecoder().decode(new Uint8Array([97, 195, 164, 226, 130, 172, 240, 159, 152, 128])) | aä€😀",
                "new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 97])) | a",
                "new TextDecoder().decode(new Uint8Array([97, 0xff, 0xc3, 98, 0xe2, 0x82])) | a\ufffd\ufffdb\ufffd",
                "new TextDecoder().decode(new Uint8Array([0xed, 0xa0, 0x80])) | \ufffd\ufffd\ufffd",
                "new TextDecoder().decode(new Uint8Array([1, 97, 98, 2]).subarray(1, 3)) | ab",
                "(() => { try { new TextDecoder('utf-8', {fatal: true}).decode(new Uint8Array([255])) } catch (e) { return e.name } })() | TypeError",
                "new TextDecoder().decode(new TextEncoder().encode('x'.repeat(20000))).length | 20000",
                "atob('aGk=') + btoa('hi') | hiaGk="
            })
    void texts(String expression, String expected) {
        assertEquals(expected, value(expression));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "new Uint8Array(await (await fetch('https://store.example/object')).arrayBuffer()).join() | 0,1,2,255",
                "(await fetch('https://store.example/object', {headers: {Range: 'bytes=1-2'}})).status | 206",
                "new Uint8Array(await (await fetch('https://store.example/object', {headers: {Range: 'bytes=-1'}})).arrayBuffer())[0] | 255",
                "(await fetch('https://store.example/object', {headers: {Range: 'bytes=9-'}})).status | 416",
                "(await fetch('https://store.example/object')).headers.get('Content-Length') | 4",
                "(await fetch('https://store.example/absent')).ok | false",
                "await (await fetch(new URL('https://store.example/text'))).text() | grün",
                "(r => r.redirected + ' ' + r.url)(await fetch('https://store.example/moved')) | true https://store.example/text",
                "(await fetch('https://store.example/moved', {redirect: 'manual'})).headers.get('location') | text",
                "await (await fetch('https://store.example/echo', {method: 'post', body: new Uint8Array([104, 105])})).text() | hi",
                "await (await fetch('https://store.example/echo', {method: 'PUT', body: new Uint8Array([1, 104, 105]).subarray(1)})).text() | hi",
                "(await fetch('https://store.example/echo', {method: 'POST', body: 'x'})).headers.get('x-headers') | {content-type=text/plain;charset=UTF-8}",
                "(await fetch(new Request('https://store.example/echo', {method: 'DELETE'}))).headers.get('x-method') | DELETE",
                "(await (await fetch('https://store.example/text')).clone().text()) | grün",
                "await fetch('ftp://store.example/').catch(e => e.name) | TypeError"
            })
    void fetches(String expression, String expected) {
        assertEquals(expected, value(expression));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "new Response('x').headers.get('content-type') | text/plain;charset=UTF-8",
                "new Response(new Uint8Array(1)).headers.get('content-type') | null",
                "await Response.json({a: 1}, {status: 201}).text() | {\"a\":1}",
                "Response.json({}, {status: 201, headers: {'x-a': 'b'}}).headers.get('content-type') | application/json",
                "Response.redirect('https://a.example', 307).headers.get('location') | https://a.example/",
                "new Response(null, {status: 204}).status | 204",
                "(() => { try { new Response('', {status: 700}) } catch (e) { return e.name } })() | RangeError",
                "await new Response(new Response('passed on').body).text() | passed on",
                "new Response('x', new Response('y', {status: 404, headers: {a: 'b'}})).headers.get('a') | b",
                "await new Promise(done => setTimeout(done, 5, 'later')) | later",
                "await new Promise(done => queueMicrotask(() => done('soon'))) | soon"
            })
    void responsesAndTimers(String expression, String expected) {
        assertEquals(expected, value(expression));
    }

    @Test
    void passesAnAnswerOnWithoutReadingIt() {
        assertEquals("gr\u00fcn", run("return fetch('https://store.example/text');"));
        assertEquals(
                "gr\u00fcn",
                run("const r = await fetch('https://store.example/text'); return new Response(r.body, r);"));
    }
}
