package dev.evodb.lance.io.remote;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Amazon's request signature, version 4 (Amazon S3 API Reference, "Authenticating Requests").
final class SigV4 {
    /// SHA-256 of nothing: requests here have no body.
    static final String NO_BODY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final S3Credentials credentials;
    private final String region;
    private final String service;

    SigV4(S3Credentials credentials, String region, String service) {
        this.credentials = credentials;
        this.region = region;
        this.service = service;
    }

    /// One name and value of a query, not encoded.
    record Parameter(String name, String value) {}

    /// `now` as the header `x-amz-date` states it.
    static String date(Instant now) {
        return SECOND.format(now);
    }

    /// The value of the header `authorization`. `path` is percent-encoded; `headers`, with names in lower
    /// case, are the ones to sign, `host` and `x-amz-date` among them.
    String authorization(
            String method, String path, List<Parameter> query, Map<String, String> headers, String bodyHash) {
        String date = headers.getOrDefault("x-amz-date", "");
        String day = date.substring(0, 8);
        String scope = day + "/" + region + "/" + service + "/aws4_request";
        Map<String, String> sorted = new TreeMap<>(headers);
        String signedHeaders = String.join(";", sorted.keySet());
        String request = method + "\n" + path + "\n" + canonicalQuery(query) + "\n" + canonicalHeaders(sorted) + "\n"
                + signedHeaders + "\n" + bodyHash;
        String toSign = ALGORITHM + "\n" + date + "\n" + scope + "\n" + hex(sha256(request));
        return ALGORITHM + " Credential=" + credentials.accessKeyId() + "/" + scope + ", SignedHeaders=" + signedHeaders
                + ", Signature=" + hex(hmac(signingKey(day), toSign));
    }

    /// `query` in the order and encoding that is signed, which is also good to send.
    static String canonicalQuery(List<Parameter> query) {
        return query.stream()
                .map(parameter -> new Parameter(UriText.encode(parameter.name()), UriText.encode(parameter.value())))
                .sorted(Comparator.comparing(Parameter::name).thenComparing(Parameter::value))
                .map(parameter -> parameter.name() + "=" + parameter.value())
                .collect(Collectors.joining("&"));
    }

    private static String canonicalHeaders(Map<String, String> sorted) {
        StringBuilder lines = new StringBuilder();
        sorted.forEach((name, value) -> lines.append(name)
                .append(':')
                .append(value.strip().replaceAll(" +", " "))
                .append('\n'));
        return lines.toString();
    }

    private byte[] signingKey(String day) {
        byte[] key = ("AWS4" + credentials.secretAccessKey()).getBytes(StandardCharsets.UTF_8);
        for (String part : List.of(day, region, service, "aws4_request")) {
            key = hmac(key, part);
        }
        return key;
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw missing(e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw missing(e);
        }
    }

    private static IllegalStateException missing(GeneralSecurityException cause) {
        return new IllegalStateException("every Java platform has SHA-256 and HmacSHA256", cause);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
