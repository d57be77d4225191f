package dev.evodb.snippets.lance.js;

import dev.evodb.snippets.lance.PackHead;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSObject;
import org.teavm.jso.typedarrays.ArrayBuffer;

/// A head and the version of the object that it was read from.
final class EdgeHead {
    private final String url;
    private final @Nullable JSObject tag;
    private final PackHead head;
    private final JSObject[] columnNames;

    EdgeHead(String url, @Nullable JSObject tag, PackHead head, ArrayBuffer bytes) {
        this.url = url;
        this.tag = tag;
        this.head = head;
        this.columnNames = new JSObject[head.columns()];
        for (int c = 0; c < columnNames.length; c++) {
            columnNames[c] = Answer.text(bytes, head.columnNameFrom(c), head.columnNameBytes(c));
        }
    }

    boolean isAt(String wanted) {
        return url.equals(wanted);
    }

    String url() {
        return url;
    }

    /// The object's ETag, null if the server sends none.
    @Nullable
    JSObject tag() {
        return tag;
    }

    PackHead head() {
        return head;
    }

    /// A JavaScript string.
    JSObject columnName(int column) {
        return columnNames[column];
    }
}
