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
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The JDK's HTTP client. HTTP/1.1, as ranges that are fetched side by side travel faster on connections
/// of their own.
final class HttpTransport implements Transport {
    private final HttpClient client;

    HttpTransport() {
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(10))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    @Override
    public StoreResponse send(StoreRequest request, Duration timeout) throws IOException, InterruptedException {
        HttpRequest.Builder message = HttpRequest.newBuilder(request.uri()).GET();
        request.headers().forEach((name, value) -> {
            // The client writes this one itself, from the URI.
            if (!name.equals("host")) {
                message.header(name, value);
            }
        });
        // The client's own timeout ends with the headers; this one covers the body.
        CompletableFuture<HttpResponse<BoundedBody.Bytes>> answer =
                client.sendAsync(message.build(), _ -> new BoundedBody(request.mostBytes()));
        try {
            HttpResponse<BoundedBody.Bytes> response = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            BoundedBody.Bytes body = response.body();
            return new StoreResponse(
                    response.statusCode(), firstValues(response.headers()), body.bytes(), body.isCut());
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

    private static Map<String, String> firstValues(HttpHeaders headers) {
        Map<String, String> values = new HashMap<>();
        headers.map().forEach((name, all) -> values.putIfAbsent(name.toLowerCase(Locale.ROOT), all.getFirst()));
        return values;
    }
}
