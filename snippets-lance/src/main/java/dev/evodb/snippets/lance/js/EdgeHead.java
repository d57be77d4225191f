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
    private final Answer.Texts columnNames;

    EdgeHead(String url, @Nullable JSObject tag, PackHead head, ArrayBuffer bytes) {
        this.url = url;
        this.tag = tag;
        this.head = head;
        this.columnNames = Answer.texts();
        for (int c = 0; c < head.columns(); c++) {
            columnNames.push(Answer.text(bytes, head.columnNameFrom(c), head.columnNameBytes(c)));
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
        return columnNames.get(column);
    }
}
