package dev.evodb.chain.js;

import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/// A program as the constants of a module: `{"words":[…],"texts":["…"],"centroids":["…"]}`.
interface ProgramText extends JSObject {
    @JSProperty
    JSObject getWords();

    @JSProperty
    JsValues.Names getTexts();

    @JSProperty
    JsValues.Names getCentroids();
}
