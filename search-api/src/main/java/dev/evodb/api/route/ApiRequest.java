package dev.evodb.api.route;

import dev.evodb.api.error.ApiException;
import dev.evodb.api.error.ErrorCode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A request as the web server read it. `segments` are the parts of its path, still percent-coded, and
/// `hasTrailingSlash` says that it ended in `/`; `parameters` are decoded. For one thread.
public record ApiRequest(
        String method,
        List<String> segments,
        boolean hasTrailingSlash,
        Map<String, String> parameters,
        Headers headers,
        Body body) {
    private static final int PAYLOAD_TOO_LARGE = 413;
    private static final int UNSUPPORTED_MEDIA_TYPE = 415;

    /// The values of a header, whatever the case of its name.
    @FunctionalInterface
    public interface Headers {
        List<String> values(String name);
    }

    /// What follows the headers.
    @FunctionalInterface
    public interface Body {
        /// All of it, or nothing if it has more than `limit` bytes.
        Optional<byte[]> read(int limit) throws IOException;
    }

    /// The only value of a header.
    ///
    /// @throws ApiException (400) if it comes twice
    public Optional<String> header(String name) {
        List<String> values = headers.values(name);
        if (values.size() > 1) {
            throw ApiException.invalid("header " + name + " comes more than once");
        }
        return values.stream().findFirst();
    }

    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /// A parameter that is a whole number, not negative.
    ///
    /// @throws ApiException (400) if it is another one
    public Optional<Long> number(String name) {
        return parameter(name).map(text -> parse("parameter " + name, text));
    }

    /// A header that is a whole number, not negative.
    ///
    /// @throws ApiException (400) if it is another one
    public Optional<Long> numberHeader(String name) {
        return header(name).map(text -> parse("header " + name, text.strip()));
    }

    private static long parse(String what, String text) {
        if (!text.matches("[0-9]{1,19}")) {
            throw ApiException.invalid(what + " has to be a whole number");
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw ApiException.invalid(what + " has to be at most " + Long.MAX_VALUE);
        }
    }

    /// The media type of the body in lower case, without parameters; empty if none is stated.
    public String contentType() {
        String type = header("content-type").orElse("");
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /// A body of JSON.
    ///
    /// @throws ApiException (413) beyond `limit` bytes; (415) if it is said to be something else
    public byte[] json(int limit) throws IOException {
        String type = contentType();
        byte[] bytes = bytes(limit);
        if (bytes.length > 0 && !type.isEmpty() && !type.equals("application/json") && !type.endsWith("+json")) {
            throw unusable("the body has to be application/json");
        }
        return bytes;
    }

    /// A body of any kind.
    ///
    /// @throws ApiException (413) beyond `limit` bytes; (415) if it is compressed as a whole
    public byte[] bytes(int limit) throws IOException {
        requireIdentity();
        return body.read(limit)
                .orElseThrow(() -> ApiException.withStatus(
                        PAYLOAD_TOO_LARGE, ErrorCode.INVALID_INPUT, "a body has at most " + limit + " bytes here"));
    }

    /// @throws ApiException (415) if the body is compressed as a whole
    private void requireIdentity() {
        String coding = header("content-encoding").orElse("identity");
        if (!coding.equalsIgnoreCase("identity")) {
            throw unusable("a body with a content-encoding is not accepted");
        }
    }

    private static ApiException unusable(String message) {
        return ApiException.withStatus(UNSUPPORTED_MEDIA_TYPE, ErrorCode.INVALID_INPUT, message);
    }
}
