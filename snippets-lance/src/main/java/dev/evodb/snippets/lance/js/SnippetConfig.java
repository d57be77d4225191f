package dev.evodb.snippets.lance.js;

import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/// The constants that packing writes into `main.js`.
public interface SnippetConfig extends JSObject {
    /// Where the pack's object is.
    @JSProperty
    String getUrl();

    /// Bytes of its head.
    @JSProperty
    int getHead();

    /// Checksum in its header.
    @JSProperty
    int getCrc();

    /// Hits when the request does not say.
    @JSProperty
    int getK();

    /// Partitions to probe when the request does not say.
    @JSProperty
    int getNprobes();
}
