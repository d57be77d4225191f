package dev.evodb.snippets.lance.js;

import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSIndexer;
import org.teavm.jso.JSObject;
import org.teavm.jso.typedarrays.ArrayBuffer;

/// Answers, built and written by the runtime's own JSON: turning a double into text in Java would cost 24
/// KB.
final class Answer {
    private Answer() {}

    /// A JavaScript array: a Java array of JavaScript values would link their wrapping.
    interface Texts extends JSObject {
        void push(JSObject text);

        @JSIndexer
        JSObject get(int index);
    }

    /// An empty array.
    @JSBody(script = "return [];")
    static native Texts texts();

    @JSBody(
            params = {"nprobes", "rows"},
            script = "return {hits:[],nprobes:nprobes,rows:rows,partitions:[]};")
    static native JSObject create(int nprobes, int rows);

    @JSBody(
            params = {"answer", "partition"},
            script = "answer.partitions.push(partition);")
    static native void addPartition(JSObject answer, int partition);

    /// Adds a hit and answers its empty payload.
    @JSBody(
            params = {"answer", "rowId", "distance"},
            script = "var p={};answer.hits.push({rowId:rowId,distance:distance,payload:p});return p;")
    static native JSObject addHit(JSObject answer, double rowId, double distance);

    /// Sets a payload value, which may be null.
    @JSBody(
            params = {"payload", "name", "value"},
            script = "payload[name]=value;")
    static native void setValue(JSObject payload, JSObject name, @Nullable JSObject value);

    /// UTF-8 as a JavaScript string.
    @JSBody(
            params = {"buffer", "from", "length"},
            script = "return new TextDecoder().decode(new Uint8Array(buffer,from,length));")
    static native JSObject text(ArrayBuffer buffer, int from, int length);

    @JSBody(
            params = {"body", "status"},
            script = "return new Response(JSON.stringify(body),"
                    + "{status:status,headers:{'content-type':'application/json'}});")
    static native JSObject response(JSObject body, int status);

    /// `{"error": message, "status": status}`.
    @JSBody(
            params = {"message", "status"},
            script = "return {error:message,status:status};")
    static native JSObject error(@Nullable String message, int status);
}
