package dev.evodb.api.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Where the web server listens, and how long it waits for clients. `port` of 0 is a free one. `headers` is
/// the time for all headers of a request, `idle` that without a byte of a body or of an answer, `stop` that
/// for the last answers when the server ends.
public record WebSettings(
        String host, int port, Optional<Tls> tls, int maxConnections, Duration headers, Duration idle, Duration stop) {
    /// 1024 connections, 10 s for headers, 30 s idle, 10 s at the end.
    public static WebSettings of(String host, int port) {
        return new WebSettings(
                host,
                port,
                Optional.empty(),
                1024,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10));
    }

    /// A key store in the format of PKCS 12 with the certificate of the server.
    public record Tls(Path keyStore, String password) {
        @Override
        public String toString() {
            return "Tls[" + keyStore + "]";
        }
    }

    public WebSettings withTls(Tls newTls) {
        return new WebSettings(host, port, Optional.of(newTls), maxConnections, headers, idle, stop);
    }

    public WebSettings withTimes(Duration newHeaders, Duration newIdle, Duration newStop) {
        return new WebSettings(host, port, tls, maxConnections, newHeaders, newIdle, newStop);
    }

    public WebSettings withMaxConnections(int most) {
        return new WebSettings(host, port, tls, most, headers, idle, stop);
    }
}
