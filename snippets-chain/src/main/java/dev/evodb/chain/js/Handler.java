package dev.evodb.chain.js;

import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/// What the platform calls with each request.
@JSFunctor
interface Handler extends JSObject {
    /// Answers with a response or the promise of one.
    JSObject fetch(Request request);
}
