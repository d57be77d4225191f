package dev.evodb.snippets.lance.js;

import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSIndexer;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;
import org.teavm.jso.typedarrays.ArrayBuffer;

/// Requests and ranges, in the runtime's own JavaScript.
final class Http {
    private Http() {}

    /// The runtime's `Response`.
    interface Response extends JSObject {
        @JSProperty
        int getStatus();

        Promise<ArrayBuffer> arrayBuffer();
    }

    /// An array of promises.
    interface PromiseList extends JSObject {
        void push(Promise<ArrayBuffer> promise);
    }

    /// An array of buffers.
    interface BufferList extends JSObject {
        @JSIndexer
        ArrayBuffer get(int index);
    }

    /// The query vector as f32 bytes: the body of a POST, or of a GET the numbers in `vector`. Null if
    /// there is neither. A body far above the longest vector is not read and counts as empty.
    @JSBody(
            params = "request",
            script = "var u=new URL(request.url).searchParams.get('vector');"
                    + "return request.method==='POST'?+request.headers.get('content-length')>65536"
                    + "?Promise.resolve(new ArrayBuffer(0)):request.arrayBuffer()"
                    + ":Promise.resolve(request.method==='GET'&&u!==null?Float32Array.from(u.split(','),"
                    + "function(s){return s.trim()?+s:NaN;}).buffer:null);")
    static native Promise<@Nullable ArrayBuffer> vector(JSObject request);

    /// An integer of the query string; `otherwise` if absent, and -1, which no parameter allows, if it is
    /// not one.
    @JSBody(
            params = {"request", "name", "otherwise"},
            script = "var v=new URL(request.url).searchParams.get(name);"
                    + "return v===null?otherwise:/^\\d{1,6}$/.test(v)?+v:-1;")
    static native int parameter(JSObject request, String name, int otherwise);

    /// Asks for `length` bytes from `from`, one subrequest. A fetch that fails counts as status 0.
    static Promise<Response> range(String url, double from, int length) {
        return rangeTo(url, from, from + length - 1);
    }

    /// `to` is inclusive. No sum in parentheses here: TeaVM 0.15.0 inlines this text and drops them.
    @JSBody(
            params = {"url", "from", "to"},
            script = "return fetch(url,{headers:{Range:'bytes='+from+'-'+to}})"
                    + ".catch(function(){return {status:0};});")
    private static native Promise<Response> rangeTo(String url, double from, double to);

    /// Reads the body of an answer to [#range].
    ///
    /// @throws Refusal if it is not exactly the range: a server that ignores ranges would send the whole
    ///     object
    static Promise<ArrayBuffer> bytes(Response response, int length) {
        int status = response.getStatus();
        if (status != 206) {
            throw status == 404
                    ? new Refusal(404, "there is no pack")
                    : new Refusal(502, "status of a range", status, 206);
        }
        return response.arrayBuffer().then(buffer -> {
            if (buffer.getByteLength() != length) {
                throw new Refusal(502, "length of a range", buffer.getByteLength(), length);
            }
            return buffer;
        });
    }

    /// Fulfilled in their order when all are.
    @JSBody(params = "promises", script = "return Promise.all(promises);")
    static native Promise<BufferList> all(PromiseList promises);

    /// An empty list.
    @JSBody(script = "return [];")
    static native PromiseList list();

    /// The ETag, null if there is none.
    @JSBody(params = "response", script = "return response.headers.get('etag');")
    static native @Nullable JSObject tag(Response response);

    @JSBody(
            params = {"a", "b"},
            script = "return a===b;")
    static native boolean isSame(@Nullable JSObject a, @Nullable JSObject b);

    /// Goes on failing with a JavaScript error.
    @JSBody(params = "error", script = "throw error;")
    static native void rethrow(JSObject error);
}
