package dev.evodb.api.route;

import java.io.IOException;
import java.io.OutputStream;

/// The answer to one request, on its way. Status and headers go out with the first bytes that do not fit into
/// a buffer any more, so that a failure before that is answered as one. For one thread.
public interface ApiResponse {
    /// Sets a header of the answer.
    void header(String name, String value);

    /// Begins the answer: its status and media type. The stream is not closed by the caller.
    OutputStream begin(int status, String contentType) throws IOException;

    /// An answer without a body.
    void empty(int status) throws IOException;
}
