package dev.evodb.cli.cloudflare;

import dev.evodb.lance.io.remote.BoundedBody;
import dev.evodb.lance.io.remote.BoundedExchange;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

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
        try {
            HttpResponse<BoundedBody.Bytes> response = BoundedExchange.send(client, request, timeout, mostBytes);
            BoundedBody.Bytes body = response.body();
            return new HttpAnswer(
                    response.statusCode(), BoundedExchange.firstValues(response.headers()), body.bytes(), body.isCut());
        } catch (InterruptedException e) {
            throw interrupted(e);
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
