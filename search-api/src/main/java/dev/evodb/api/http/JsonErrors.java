package dev.evodb.api.http;

import dev.evodb.api.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// Errors of the web server itself, in the form of all others: no page, no trace, no name of a product.
final class JsonErrors extends ErrorHandler {
    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    // Marked for removal, with nothing in its place: what a request is told that could not be parsed.
    @SuppressWarnings("removal")
    @Override
    public ByteBuffer badMessageError(int status, String reason, HttpFields.Mutable fields) {
        fields.put(HttpHeader.CONTENT_TYPE, "application/json");
        return ByteBuffer.wrap(body(status));
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int status,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap(body(status)), callback);
    }

    private static byte[] body(int status) {
        ErrorCode code = status == HttpStatus.SERVICE_UNAVAILABLE_503
                ? ErrorCode.SERVICE_UNAVAILABLE
                : status == HttpStatus.INTERNAL_SERVER_ERROR_500 ? ErrorCode.INTERNAL : ErrorCode.INVALID_INPUT;
        return ("{\"error\":\"" + HttpStatus.getMessage(status) + "\",\"code\":" + code.number() + "}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
