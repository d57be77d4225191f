package dev.evodb.chain.js;

import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/// The constants that are written into the deployed module.
interface Config extends JSObject {
    /// Absolute URLs without query, at least one.
    @JSProperty
    String[] getShards();
}
