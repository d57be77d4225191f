package dev.evodb.cli.cloudflare;

import dev.evodb.lance.io.remote.BoundedBody;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
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

/// Sends one request once, over HTTP/1.1. Redirects are not followed: a header may hold a secret that is
/// meant for one host. Thread-safe.
public final class HttpSender implements Closeable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /// The answer, whatever its status, with `mostBytes` of its body at most.
    ///
    /// @throws HttpTimeoutException if it is not complete after `timeout`
    /// @throws IOException if there is none, or its body ends before its announced length
    public HttpAnswer send(HttpRequest request, Duration timeout, int mostBytes) throws IOException {
        CompletableFuture<HttpResponse<BoundedBody.Bytes>> answer =
                client.sendAsync(request, _ -> new BoundedBody(mostBytes));
        try {
            // The client's own timeout ends with the headers; this one covers the body.
            HttpResponse<BoundedBody.Bytes> response = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            BoundedBody.Bytes body = response.body();
            Map<String, String> headers = new HashMap<>();
            response.headers()
                    .map()
                    .forEach((name, values) -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), values.getFirst()));
            return new HttpAnswer(response.statusCode(), headers, body.bytes(), body.isCut());
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
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            answer.cancel(true);
        }
    }

    /// What an interrupted wait ends with; the thread stays interrupted.
    public static InterruptedIOException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        InterruptedIOException stopped = new InterruptedIOException("interrupted while waiting for an answer");
        stopped.initCause(cause);
        return stopped;
    }

    /// Whether `uri` is `https`, or `http` to this machine: what a secret may be sent to.
    public static boolean isPrivate(URI uri) {
        String host = uri.getHost();
        if (host == null) {
            return false;
        }
        return "https".equals(uri.getScheme())
                || ("http".equals(uri.getScheme())
                        && (host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]{1,3}){3}")));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
