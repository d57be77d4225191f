package dev.evodb.chain.js;

import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/// The runtime's request.
interface Request extends JSObject {
    @JSProperty
    String getMethod();

    @JSProperty
    String getUrl();
}
