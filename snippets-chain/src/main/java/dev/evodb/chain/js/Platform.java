package dev.evodb.chain.js;

import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/// What only JavaScript can do, or does in fewer bytes: URLs, headers and responses.
final class Platform {
    private Platform() {}

    @JSBody(params = "text", script = "return new URL(text);")
    static native Url url(String text);

    /// All values, joined by commas: a parameter that is given twice is no number. Null if there is none.
    @JSBody(
            params = {"url", "name"},
            script = "return url.searchParams.has(name)?url.searchParams.getAll(name).join(','):null;")
    static native @Nullable String parameter(Url url, String name);

    /// The value, or nothing.
    @JSBody(
            params = {"request", "name"},
            script = "return request.headers.get(name) || '';")
    static native String header(Request request, String name);

    /// The response of a coordinator: a frame if there are `frames` to write it, else JSON.
    @JSBody(
            params = {"status", "body", "frames"},
            script = "return new Response(frames?frames.write(body):JSON.stringify(body),{status:status,"
                    + "headers:{'content-type':frames?frames.type:'application/json','x-evodb-layer':'router'}});")
    static native JSObject response(int status, JSObject body, @Nullable JSObject frames);

    /// The body of a response that says what is wrong with a request.
    @JSBody(params = "text", script = "return {error:text};")
    static native JSObject error(String text);
}
