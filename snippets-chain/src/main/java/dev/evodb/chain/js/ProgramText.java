package dev.evodb.chain.js;

import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/// A program as the constants of a module: `{"words":[…],"texts":["…"],…}`.
interface ProgramText extends JSObject {
    @JSProperty
    JSObject getWords();

    @JSProperty
    JsValues.Names getTexts();
}
