package dev.evodb.lance.io.remote;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/// A `GET` without a body. Names of `headers` are in lower case. Of the answer's body at most `mostBytes`
/// are kept.
record StoreRequest(URI uri, Map<String, String> headers, int mostBytes) {
    StoreRequest {
        headers = Map.copyOf(headers);
    }

    static StoreRequest get(URI uri, int mostBytes) {
        return new StoreRequest(uri, Map.of(), mostBytes);
    }

    StoreRequest with(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new StoreRequest(uri, more, mostBytes);
    }
}
