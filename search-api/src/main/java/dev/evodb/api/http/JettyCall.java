package dev.evodb.api.http;

import dev.evodb.api.error.ApiException;
import dev.evodb.api.error.ErrorCode;
import dev.evodb.api.route.ApiRequest;
import dev.evodb.api.route.Dispatcher;
import dev.evodb.api.route.Dispatcher.Pause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/// One exchange with Jetty, in the terms of the dispatcher. For one thread.
final class JettyCall implements Dispatcher.Connection {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int MAX_SEGMENTS = 16;
    private static final int MAX_PARAMETERS = 64;

    /// Of a body that nobody wanted.
    private static final long MAX_DISCARDED_BYTES = 16 << 20;

    private static final Duration MAX_DISCARD = Duration.ofSeconds(5);

    private static final int REQUEST_TIMEOUT = 408;
    private static final int FORBIDDEN = 403;
    private static final int NOT_IMPLEMENTED = 501;

    private final Request request;
    private final Response response;
    private final Disconnects disconnects;
    private final BodyBudget bodies;
    private final boolean isLoopbackOnly;
    private final Buffer buffer = new Buffer();
    private @Nullable WatchedEndPoint endPoint;
    private @Nullable Throwable abortedBy;
    private long heldBytes;
    private boolean isBodyRead;

    /// Whether a wait for the body was given up: Jetty takes no second one.
    private boolean isDemanded;

    private volatile boolean isReading;
    private volatile boolean isWriting;
    private Pause pause = Pause.NONE;
    private int status;

    JettyCall(Request request, Response response, Disconnects disconnects, BodyBudget bodies, boolean isLoopbackOnly) {
        this.request = request;
        this.response = response;
        this.disconnects = disconnects;
        this.bodies = bodies;
        this.isLoopbackOnly = isLoopbackOnly;
        this.endPoint = WatchedEndPoint.below(
                request.getConnectionMetaData().getConnection().getEndPoint());
    }

    /// The request as it came.
    ///
    /// @throws ApiException (400) for a query that cannot be read, (403) for one that a page of another site
    ///     sends
    ApiRequest request() {
        String path = request.getHttpURI().getPath();
        requireOwnSite();
        String inner = path == null || path.isEmpty() ? "" : path.substring(1);
        boolean hasSlash = inner.endsWith("/");
        String trimmed = hasSlash ? inner.substring(0, inner.length() - 1) : inner;
        List<String> segments = trimmed.isEmpty() ? List.of() : Arrays.asList(trimmed.split("/", MAX_SEGMENTS + 1));
        return new ApiRequest(
                request.getMethod(),
                segments,
                hasSlash && !trimmed.isEmpty(),
                parameters(request.getHttpURI().getQuery()),
                this::headers,
                this::read);
    }

    /// A page of another site that a browser shows may send requests to this machine; its origin betrays it.
    /// So does the name that it reached this machine by, if that one is not for others at all.
    private void requireOwnSite() {
        String host = headers("host").stream().findFirst().orElse("");
        List<String> origins = headers("origin");
        boolean isForeign = origins.stream().anyMatch(origin -> !origin.endsWith("://" + host));
        boolean isMisnamed = isLoopbackOnly && !host.isEmpty() && !LoopbackNames.contains(host);
        if (isForeign || isMisnamed) {
            throw ApiException.withStatus(
                    FORBIDDEN, ErrorCode.PERMISSION_DENIED, "requests of other sites are not answered here");
        }
    }

    private List<String> headers(String name) {
        List<String> values = new ArrayList<>(1);
        for (HttpField field : request.getHeaders()) {
            if (field.is(name)) {
                values.add(field.getValue() == null ? "" : field.getValue());
            }
        }
        return values;
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new HashMap<>();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        for (String pair : query.split("&", MAX_PARAMETERS + 1)) {
            int equal = pair.indexOf('=');
            String name = QueryText.decode(equal < 0 ? pair : pair.substring(0, equal));
            String value = equal < 0 ? "" : QueryText.decode(pair.substring(equal + 1));
            if (parameters.put(name, value) != null) {
                throw ApiException.invalid("a parameter of the path comes more than once");
            }
        }
        if (parameters.size() > MAX_PARAMETERS) {
            throw ApiException.invalid("the path has more than " + MAX_PARAMETERS + " parameters");
        }
        return parameters;
    }

    private Optional<byte[]> read(int limit) throws IOException {
        long stated = request.getLength();
        if (stated > limit) {
            return Optional.empty();
        }
        requireChunksOnly();
        // Grows with what comes, not with what is announced.
        ByteArrayOutputStream body = new ByteArrayOutputStream(Math.clamp(stated, 0, BUFFER_BYTES));
        while (!isBodyRead) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                awaitContent();
            } else if (Content.Chunk.isFailure(chunk)) {
                throw unreadable(chunk.getFailure());
            } else if (!append(chunk, body, limit)) {
                return Optional.empty();
            }
        }
        return Optional.of(body.toByteArray());
    }

    /// What a client is told whose body ends early, has chunks that are none, or does not come.
    private static ApiException unreadable(Throwable failure) {
        return isTimeout(failure)
                ? ApiException.withStatus(
                        REQUEST_TIMEOUT, ErrorCode.INVALID_INPUT, "the body of the request came too slowly")
                : ApiException.invalid("the body of the request ends early, or is not chunked as HTTP has it");
    }

    /// A client that takes its time to send does not take the place of others meanwhile.
    private void awaitContent() throws IOException {
        isReading = true;
        pause.before();
        try (Blocker.Runnable came = Blocker.runnable()) {
            isDemanded = true;
            request.demand(came);
            came.block();
            isDemanded = false;
        } finally {
            isReading = false;
        }
        pause.after();
    }

    /// Adds a part of the body; false if it is more than `limit` then.
    private boolean append(Content.Chunk chunk, ByteArrayOutputStream body, int limit) throws IOException {
        try {
            byte[] bytes = BufferUtil.toArray(chunk.getByteBuffer());
            if (body.size() + (long) bytes.length > limit) {
                return false;
            }
            bodies.take(bytes.length);
            heldBytes += bytes.length;
            body.write(bytes);
            isBodyRead = chunk.isLast();
            return true;
        } finally {
            chunk.release();
        }
    }

    /// Jetty hands other codings on as they are.
    private void requireChunksOnly() {
        for (String coding : headers("transfer-encoding")) {
            if (!coding.equalsIgnoreCase("chunked")) {
                throw ApiException.withStatus(
                        NOT_IMPLEMENTED, ErrorCode.INVALID_INPUT, "the only transfer-encoding is chunked");
            }
        }
    }

    private static boolean isTimeout(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void header(String name, String value) {
        response.getHeaders().put(name, value);
    }

    @Override
    public OutputStream begin(int newStatus, String contentType) {
        buffer.restart();
        status = newStatus;
        response.setStatus(newStatus);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
        return buffer;
    }

    @Override
    public void empty(int newStatus) {
        buffer.restart();
        status = newStatus;
        response.setStatus(newStatus);
    }

    private boolean isBodyLeft() {
        boolean hasBody = request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
        return hasBody && !isBodyRead;
    }

    /// Takes what is left of a body that nobody wanted, for a while: to close a connection on which something
    /// still comes is to take the answer back. A client that waits to be asked for its body is not asked.
    private void discardBody() {
        if (isDemanded || request.getHeaders().contains(HttpHeader.EXPECT)) {
            return;
        }
        long endNanos = System.nanoTime() + MAX_DISCARD.toNanos();
        long discarded = 0;
        isReading = true;
        try {
            while (isBodyLeft() && discarded < MAX_DISCARDED_BYTES) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    try (Blocker.Runnable came = Blocker.runnable()) {
                        isDemanded = true;
                        request.demand(came);
                        came.block(Math.max(1, endNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
                        isDemanded = false;
                    }
                } else if (Content.Chunk.isFailure(chunk)) {
                    return;
                } else {
                    discarded += chunk.remaining();
                    isBodyRead = chunk.isLast();
                    chunk.release();
                }
            }
        } catch (IOException | TimeoutException e) {
            // The client has gone, or has had its time: the connection ends with the answer.
        } finally {
            isReading = false;
        }
    }

    /// Behind a body that nobody read there is no next request; the client has to know.
    private void sayIfLast() {
        if (isBodyLeft()) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
    }

    @Override
    public boolean isCommitted() {
        return response.isCommitted();
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public void abort(Throwable failure) {
        abortedBy = failure;
    }

    /// Why the answer cannot be finished; null if it can.
    @Nullable
    Throwable abortedBy() {
        return abortedBy;
    }

    @Override
    public void onWrite(Pause newPause) {
        pause = newPause;
    }

    @Override
    public void onDisconnect(Runnable action) {
        if (endPoint != null) {
            disconnects.watch(endPoint, action);
        }
    }

    /// Whether the client is waited for: for its body, or for it to take the answer.
    boolean awaitsClient() {
        return isReading || isWriting;
    }

    void begun() {
        if (endPoint != null) {
            endPoint.beginRequest();
        }
    }

    void ended() {
        bodies.giveBack(heldBytes);
        if (endPoint != null) {
            disconnects.forget(endPoint);
            endPoint.endRequest();
        }
    }

    /// Sends what is left of the answer.
    void finish() throws IOException {
        buffer.finish();
    }

    /// Holds the first bytes of an answer back, so that a small one goes out at once and with its length, and
    /// a failure before that can still become an answer of its own.
    private final class Buffer extends OutputStream {
        private byte[] bytes = new byte[4 << 10];
        private int count;
        private @Nullable OutputStream out;

        void restart() {
            count = 0;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int from, int length) throws IOException {
            if (count + (long) length > BUFFER_BYTES) {
                send();
                if (length >= BUFFER_BYTES / 2) {
                    stream(source, from, length);
                    return;
                }
            }
            if (count + length > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(BUFFER_BYTES, Math.max(2 * bytes.length, count + length)));
            }
            System.arraycopy(source, from, bytes, count, length);
            count += length;
        }

        private void send() throws IOException {
            if (count > 0) {
                stream(bytes, 0, count);
                count = 0;
            }
        }

        /// A client that takes its time does not take the place of others meanwhile.
        private void stream(byte[] source, int from, int length) throws IOException {
            isWriting = true;
            pause.before();
            stream().write(source, from, length);
            pause.after();
            isWriting = false;
        }

        private OutputStream stream() {
            OutputStream known = out;
            if (known == null) {
                sayIfLast();
                known = Content.Sink.asOutputStream(response);
                out = known;
            }
            return known;
        }

        void finish() throws IOException {
            if (out == null) {
                if (isBodyLeft()) {
                    discardBody();
                    sayIfLast();
                }
                response.getHeaders().put(HttpHeader.CONTENT_LENGTH, count);
            }
            isWriting = true;
            try (Blocker.Callback sent = Blocker.callback()) {
                response.write(true, ByteBuffer.wrap(bytes, 0, count), sent);
                sent.block();
            }
        }
    }
}
