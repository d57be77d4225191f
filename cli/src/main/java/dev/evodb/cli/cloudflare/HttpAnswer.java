package dev.evodb.cli.cloudflare;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// What a server answered: lower-case header names with their first values, and the body.
///
/// `isCut` says that the body was longer than wanted and was hung up on.
public record HttpAnswer(int status, Map<String, String> headers, byte[] body, boolean isCut) {
    private static final int EXCERPT_CHARACTERS = 200;

    public HttpAnswer {
        headers = Map.copyOf(headers);
    }

    /// The value of the header `name`, lower case.
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /// The start of the body in one printable line, for errors.
    public String excerpt() {
        String line = text().replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.length() <= EXCERPT_CHARACTERS ? line : line.substring(0, EXCERPT_CHARACTERS) + "…";
    }
}
