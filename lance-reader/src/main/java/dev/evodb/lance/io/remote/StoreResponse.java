package dev.evodb.lance.io.remote;

import java.util.Map;
import java.util.Optional;

/// An answer with its body. Names of `headers` are in lower case; of several values the first one is
/// kept. `isCut` says that the body had more bytes than were asked for; it is then not complete.
record StoreResponse(int status, Map<String, String> headers, byte[] body, boolean isCut) {
    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
