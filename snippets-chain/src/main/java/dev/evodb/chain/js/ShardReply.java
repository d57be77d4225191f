package dev.evodb.chain.js;

import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;
import org.teavm.jso.typedarrays.Float64Array;

/// What became of one fetch. An object of JavaScript, so that payloads pass through without being looked at.
///
/// `distances` and `rowIds` exist where `isOk`; `error` exists where not. A distance or row id that is no
/// number is NaN, which no check lets pass.
interface ShardReply extends JSObject {
    @JSProperty
    String getUrl();

    @JSProperty
    boolean isOk();

    @JSProperty
    void setOk(boolean isOk);

    @JSProperty
    void setError(String error);

    @JSProperty
    Float64Array getDistances();

    @JSProperty
    Float64Array getRowIds();
}
