package dev.evodb.chain.js;

import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/// The runtime's parsed URL.
interface Url extends JSObject {
    /// With the port, if it is not the scheme's own.
    @JSProperty
    String getHost();

    /// The query with its question mark, or nothing.
    @JSProperty
    String getSearch();
}
