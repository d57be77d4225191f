package dev.evodb.lance.io.remote;

import dev.evodb.lance.io.StoreException;
import dev.evodb.lance.io.StoreTimeoutException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/// Sends the requests of one store: authorized, counted, so many at a time, and again if they fail in a
/// way that may pass. Thread-safe.
final class StoreClient {
    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

    private final Transport transport;
    private final StoreProtocol protocol;
    private final RemoteOptions options;
    private final RequestCounter counter = new RequestCounter();
    private final Semaphore permits;

    /// Makes an answer into what the caller wants.
    interface Reading<T> {
        /// @throws FaultyAnswerException if the request is worth another try
        T read(StoreResponse response) throws IOException;
    }

    /// Why the last try did not succeed; `asked` is the pause that the store wishes, zero if it does not
    /// say.
    private record Failure(String problem, int status, Duration asked, boolean isTimeout, IOException cause) {}

    StoreClient(Transport transport, StoreProtocol protocol, RemoteOptions options) {
        this.transport = transport;
        this.protocol = protocol;
        this.options = options;
        this.permits = new Semaphore(options.parallelRequests());
    }

    RemoteOptions options() {
        return options;
    }

    RequestStats stats() {
        return counter.stats();
    }

    /// A deadline that starts now.
    Deadline deadline() {
        return Deadline.in(options.retries().deadline(), options.pacing());
    }

    /// What `reading` makes of the answer to `request`, which errors call `name`. Answers whose status
    /// says that the store is busy or broken do not reach `reading`.
    <T> T call(String name, StoreRequest request, Deadline deadline, Reading<T> reading) throws IOException {
        RetryPolicy policy = options.retries();
        for (int tries = 1; ; tries++) {
            Failure failure;
            try {
                StoreResponse response = send(name, request, deadline);
                if (!isWorthARetry(response)) {
                    return reading.read(response);
                }
                failure = busy(response);
            } catch (FaultyAnswerException e) {
                failure = new Failure(String.valueOf(e.getMessage()), 0, Duration.ZERO, e.isTimeout(), e);
            }
            pause(name, failure, tries, policy, deadline);
        }
    }

    /// That the store refuses: anything but success, a missing object, or a fault that may pass.
    StoreException refusal(String name, StoreResponse response) {
        int status = response.status();
        String code = protocol.errorCode(response);
        String answer = "the store answers " + status + (code.isEmpty() ? "" : " " + code) + " for " + name;
        if (status >= 300 && status < 400) {
            String region = response.header("x-amz-bucket-region").orElse("");
            String hint = region.matches("[a-z0-9-]{1,32}") ? "; the bucket is in region " + region : "";
            return new StoreException(answer + ", redirects are not followed" + hint, status, null);
        }
        return new StoreException(answer, status, null);
    }

    String errorCode(StoreResponse response) {
        return protocol.errorCode(response);
    }

    /// @throws FaultyAnswerException if there was no answer, but may be one the next time
    private StoreResponse send(String name, StoreRequest request, Deadline deadline) throws IOException {
        try {
            if (!permits.tryAcquire(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new FaultyAnswerException("too many requests are under way", true, null);
            }
            try {
                Duration left = deadline.remaining();
                Duration most = options.retries().requestTimeout();
                counter.addRequest();
                StoreResponse response = transport.send(
                        protocol.authorize(request, options.pacing().now()), left.compareTo(most) < 0 ? left : most);
                counter.addBytes(response.body().length);
                return response;
            } finally {
                permits.release();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (FaultyAnswerException e) {
            throw e;
        } catch (IOException e) {
            if (isPermanent(e)) {
                throw new StoreException("cannot reach " + name + ": " + problem(e), 0, e);
            }
            throw new FaultyAnswerException(problem(e), e instanceof HttpTimeoutException, e);
        }
    }

    private boolean isWorthARetry(StoreResponse response) {
        return PASSING.contains(response.status())
                || (response.status() == 403
                        && protocol.learnsFrom(response, options.pacing().now()));
    }

    private Failure busy(StoreResponse response) {
        String code = protocol.errorCode(response);
        String problem = "the store answers " + response.status() + (code.isEmpty() ? "" : " " + code);
        return new Failure(
                problem,
                response.status(),
                RetryAfter.pause(
                        response.header("retry-after").orElse(""),
                        options.pacing().now()),
                false,
                new IOException(problem));
    }

    /// Returns when the next try may start.
    private void pause(String name, Failure failure, int tries, RetryPolicy policy, Deadline deadline)
            throws IOException {
        String story = name + ": " + failure.problem() + " (try " + tries + ")";
        if (deadline.remaining().isZero()) {
            throw new StoreTimeoutException("deadline is over for " + story, failure.status(), failure.cause());
        }
        if (tries > policy.maxRetries()) {
            throw giveUp("gave up on " + story, failure);
        }
        Duration jitter = policy.pause(tries, options.pacing().random());
        Duration pause = failure.asked().compareTo(jitter) > 0 ? failure.asked() : jitter;
        if (pause.compareTo(deadline.remaining()) >= 0) {
            throw new StoreTimeoutException(
                    "deadline would be over before the next try for " + story, failure.status(), failure.cause());
        }
        if (!counter.tryRetry(policy.budgetPercent(), policy.budgetFloor())) {
            throw giveUp("too many requests fail, gave up on " + story, failure);
        }
        try {
            options.pacing().sleep(pause);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static StoreException giveUp(String message, Failure failure) {
        return failure.isTimeout()
                ? new StoreTimeoutException(message, failure.status(), failure.cause())
                : new StoreException(message, failure.status(), failure.cause());
    }

    /// Whether no later try can do better: the name is wrong, or the server is not who it says it is.
    private static boolean isPermanent(IOException failure) {
        return failure instanceof UnknownHostException
                || failure instanceof SSLException
                || (failure instanceof ConnectException
                        && (failure.getCause() instanceof UnresolvedAddressException
                                || (failure.getCause() != null
                                        && failure.getCause().getCause() instanceof UnresolvedAddressException)));
    }

    private static String problem(IOException failure) {
        if (isPermanent(failure) && !(failure instanceof SSLException)) {
            return "no such host";
        }
        String message = failure.getMessage();
        return switch (failure) {
            case ConnectException _ when message == null -> "connection refused";
            default -> message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
        };
    }

    private static InterruptedIOException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        InterruptedIOException stopped = new InterruptedIOException("interrupted while waiting for a store");
        stopped.initCause(cause);
        return stopped;
    }
}
