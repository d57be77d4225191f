package dev.evodb.cli.cloudflare;

import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.lance.io.remote.Pacing;
import dev.evodb.lance.io.remote.RetryAfter;
import dev.evodb.lance.io.remote.RetryPolicy;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLException;

/// Sends requests to the API with the token, and again where that may help. For one thread.
public final class ApiClient implements Closeable {
    /// More than any answer to our requests: rules of a zone, or 32 KB of code.
    static final int MOST_ANSWER_BYTES = 4 << 20;

    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524);
    private static final Duration QUIET_PAUSE = Duration.ofSeconds(2);
    private static final int SUCCESS = 200;
    private static final int REDIRECT = 300;
    private static final int CLIENT_ERROR = 400;

    private final HttpSender sender = new HttpSender();
    private final ApiEndpoint endpoint;
    private final RetryPolicy policy;
    private final Pacing pacing;
    private final Notice notice;

    /// Hears of pauses that a person would wonder about.
    @FunctionalInterface
    public interface Notice {
        /// The next try comes after `pause`; `why` is one line without the token.
        void waits(Duration pause, String why);
    }

    public ApiClient(ApiEndpoint endpoint, RetryPolicy policy, Pacing pacing, Notice notice) {
        this.endpoint = endpoint;
        this.policy = policy;
        this.pacing = pacing;
        this.notice = notice;
    }

    /// Waits for `pause`.
    public void sleep(Duration pause) throws IOException {
        try {
            pacing.sleep(pause);
        } catch (InterruptedException e) {
            throw HttpSender.interrupted(e);
        }
    }

    /// The successful answer to a request that may be sent twice.
    ///
    /// @throws ApiRefusedException if the answer is final and no success
    /// @throws ApiUnavailableException if there still is none after all retries
    public HttpAnswer send(ApiRequest request) throws IOException {
        long end = pacing.nanoTime() + policy.deadline().toNanos();
        for (int tries = 1; ; tries++) {
            try {
                return sendOnce(request);
            } catch (ApiUnavailableException e) {
                pause(tries, e, Duration.ofNanos(end - pacing.nanoTime()));
            }
        }
    }

    /// Waits before try `tries + 1`, if there is one.
    ///
    /// @throws ApiUnavailableException if there is none, or it would come after `left`
    public void pause(int tries, ApiUnavailableException failure, Duration left) throws IOException {
        Duration jitter = policy.pause(tries, pacing.random());
        Duration pause = failure.asked().compareTo(jitter) > 0 ? failure.asked() : jitter;
        if (tries > policy.maxRetries() || pause.compareTo(left) >= 0) {
            String wait = failure.asked().isZero()
                    ? ""
                    : ", which asks to wait " + failure.asked().toSeconds() + " s";
            throw new ApiUnavailableException(
                    "gave up after try " + tries + ": " + failure.getMessage() + wait, failure.asked(), failure);
        }
        if (pause.compareTo(QUIET_PAUSE) > 0) {
            notice.waits(pause, String.valueOf(failure.getMessage()));
        }
        sleep(pause);
    }

    /// The most that one request may take with all its retries.
    public Duration deadline() {
        return policy.deadline();
    }

    /// Nanoseconds since an arbitrary moment.
    public long nanoTime() {
        return pacing.nanoTime();
    }

    /// The successful answer to a request that is sent once.
    ///
    /// @throws ApiRefusedException if the answer is final and no success
    /// @throws ApiUnavailableException if there is none, or it asks to come back
    /// @throws LimitExceededException if the answer is larger than any that makes sense
    public HttpAnswer sendOnce(ApiRequest request) throws IOException {
        URI uri = endpoint.at(request.path());
        HttpRequest.Builder message = HttpRequest.newBuilder(uri)
                .header("authorization", "Bearer " + endpoint.token())
                .method(
                        request.method(),
                        request.body() instanceof ApiRequest.Body.None
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(request.bytes()));
        request.headers().forEach(message::header);
        HttpAnswer answer;
        try {
            answer = endpoint.redacted(sender.send(message.build(), policy.requestTimeout(), MOST_ANSWER_BYTES));
        } catch (IOException e) {
            throw unanswered(request, uri, e);
        }
        if (answer.isCut()) {
            throw new LimitExceededException(
                    "bytes of an answer of the API",
                    MOST_ANSWER_BYTES,
                    MOST_ANSWER_BYTES + 1L,
                    Location.of(request.name()));
        }
        int status = answer.status();
        if (PASSING.contains(status)) {
            Duration asked = RetryAfter.pause(answer.header("retry-after").orElse(""), pacing.now());
            throw new ApiUnavailableException(story(request, answer), asked, null);
        }
        if (status >= REDIRECT && status < CLIENT_ERROR) {
            throw new ApiRefusedException(
                    request.name() + ": the API answers " + status + ", redirects are not followed", status);
        }
        if (status < SUCCESS || status >= REDIRECT) {
            throw new ApiRefusedException(story(request, answer), status);
        }
        return answer;
    }

    private IOException unanswered(ApiRequest request, URI uri, IOException failure) {
        boolean isUnresolved = failure.getCause() instanceof UnresolvedAddressException
                || (failure.getCause() != null && failure.getCause().getCause() instanceof UnresolvedAddressException);
        if (isUnresolved || failure instanceof SSLException) {
            String problem = isUnresolved ? "no such host" : String.valueOf(failure.getMessage());
            return new IOException("cannot reach " + uri.getHost() + ": " + problem, failure);
        }
        String problem = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return new ApiUnavailableException(request.name() + ": " + endpoint.redacted(problem), Duration.ZERO, failure);
    }

    private static String story(ApiRequest request, HttpAnswer answer) {
        return request.name() + ": the API answers " + answer.status() + Envelope.errors(answer);
    }

    @Override
    public void close() {
        sender.close();
    }
}
