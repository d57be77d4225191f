package dev.evodb.lance.io.remote;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Signs requests to S3, with the store's idea of the time if it differs.
final class S3Protocol implements StoreProtocol {
    private final Optional<S3Credentials> credentials;
    private final Optional<SigV4> signer;
    private volatile Duration clockSkew = Duration.ZERO;

    S3Protocol(S3Options options) {
        this.credentials = options.credentials();
        this.signer = credentials.map(keys -> new SigV4(keys, options.region(), "s3"));
    }

    @Override
    public StoreRequest authorize(StoreRequest request, Instant now) {
        if (signer.isEmpty()) {
            return request;
        }
        Map<String, String> headers = new TreeMap<>(request.headers());
        headers.put("host", host(request.uri()));
        headers.put("x-amz-content-sha256", SigV4.NO_BODY);
        headers.put("x-amz-date", SigV4.date(now.plus(clockSkew)));
        String token = credentials.map(S3Credentials::sessionToken).orElse("");
        if (!token.isEmpty()) {
            headers.put("x-amz-security-token", token);
        }
        // Proxies may change it.
        Map<String, String> signed = new TreeMap<>(headers);
        signed.remove("accept-encoding");
        headers.put(
                "authorization",
                signer.get()
                        .authorization(
                                "GET", request.uri().getRawPath(), parameters(request.uri()), signed, SigV4.NO_BODY));
        return new StoreRequest(request.uri(), headers, request.mostBytes());
    }

    @Override
    public String errorCode(StoreResponse response) {
        return S3Listing.errorCode(response.body());
    }

    @Override
    public boolean learnsFrom(StoreResponse refusal, Instant now) {
        if (!errorCode(refusal).equals("RequestTimeTooSkewed")) {
            return false;
        }
        try {
            Instant theirs = ZonedDateTime.parse(
                            refusal.header("date").orElse(""), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            clockSkew = Duration.between(now, theirs);
            return true;
        } catch (DateTimeException _) {
            return false;
        }
    }

    /// As the HTTP client writes it: without the port if that is the scheme's own.
    private static String host(URI uri) {
        int own = uri.getScheme().toLowerCase(Locale.ROOT).equals("https") ? 443 : 80;
        return uri.getPort() == -1 || uri.getPort() == own ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    private static List<SigV4.Parameter> parameters(URI uri) {
        List<SigV4.Parameter> parameters = new ArrayList<>();
        if (uri.getRawQuery() != null) {
            for (String pair : uri.getRawQuery().split("&", -1)) {
                int equals = pair.indexOf('=');
                parameters.add(new SigV4.Parameter(
                        decode(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decode(pair.substring(equals + 1))));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
