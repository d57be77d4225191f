package dev.evodb.lance.io.remote;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;

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
        HttpResponse<BoundedBody.Bytes> response =
                BoundedExchange.send(client, message.build(), timeout, request.mostBytes());
        BoundedBody.Bytes body = response.body();
        return new StoreResponse(
                response.statusCode(), BoundedExchange.firstValues(response.headers()), body.bytes(), body.isCut());
    }
}
