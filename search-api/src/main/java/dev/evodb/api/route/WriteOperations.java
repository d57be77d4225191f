package dev.evodb.api.route;

import dev.evodb.api.error.ApiException;
import java.io.IOException;

/// Everything that would change a table: refused, in words that clients of both dialects show to their users.
final class WriteOperations {
    /// Of a body that is read before the answer, so that a client that is still sending sees it.
    private static final int DRAINED_BYTES = 8 << 20;

    /// Refuses.
    void refuse(Call call) throws IOException {
        call.request().body().read(DRAINED_BYTES);
        throw ApiException.unsupported("this server is read-only: it serves tables, and changes none");
    }
}
