package dev.evodb.chain.js;

import org.teavm.jso.JSObject;

/// A JavaScript value as a Java object: what TeaVM makes of one that passes through a type variable costs
/// two kilobytes of a snippet.
final class JsValue {
    private final JSObject js;

    JsValue(JSObject js) {
        this.js = js;
    }

    JSObject js() {
        return js;
    }
}
