package dev.evodb.snippets.lance.js;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSObject;

public final class SearchSnippet {
    private SearchSnippet() {}

    @JSExport
    public static JSObject handle(JSObject request, JSObject config) {
        return answer("hello");
    }

    @JSBody(params = "text", script = "return new Response(text);")
    private static native JSObject answer(String text);
}
