package dev.evodb.lance.io.remote;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One request and its answer, bounded in bytes and in time.
public final class BoundedExchange {
    private BoundedExchange() {}

    /// The answer, whatever its status, with `mostBytes` of its body at most.
    ///
    /// @throws HttpTimeoutException if it is not complete after `timeout`
    /// @throws IOException if there is none, or its body ends before its announced length
    /// @throws InterruptedException if the thread was; the request is given up
    public static HttpResponse<BoundedBody.Bytes> send(
            HttpClient client, HttpRequest request, Duration timeout, int mostBytes)
            throws IOException, InterruptedException {
        // The client's own timeout ends with the headers; this one covers the body.
        CompletableFuture<HttpResponse<BoundedBody.Bytes>> answer =
                client.sendAsync(request, _ -> new BoundedBody(mostBytes));
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            HttpTimeoutException late = new HttpTimeoutException("no answer after " + timeout.toMillis() + " ms");
            late.initCause(e);
            throw late;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IOException("request failed: " + e.getCause(), e);
            }
        } finally {
            answer.cancel(true);
        }
    }

    /// The first value of each header, by its name in lower case.
    public static Map<String, String> firstValues(HttpHeaders headers) {
        Map<String, String> values = new HashMap<>();
        headers.map().forEach((name, all) -> values.putIfAbsent(name.toLowerCase(Locale.ROOT), all.getFirst()));
        return values;
    }
}
