package dev.evodb.cli.cloudflare;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;

/// Where the API is, and the token that it is asked with. The token is in no text that this type makes.
public record ApiEndpoint(URI base, String token) {
    /// Cloudflare's own.
    public static final String CLOUDFLARE = "https://api.cloudflare.com/client/v4";

    /// The variable that holds the token. There is no option for it: arguments are seen by every user of
    /// a machine and kept in histories.
    public static final String TOKEN_VARIABLE = "CLOUDFLARE_API_TOKEN";

    /// @throws IllegalArgumentException if `base` is neither https nor http to this machine, has a
    ///     query, or the token is not visible ASCII
    public ApiEndpoint {
        if (!HttpSender.isPrivate(base) || base.getRawUserInfo() != null || base.getRawQuery() != null) {
            throw new IllegalArgumentException(
                    "the API must be an https URL, or http to this machine, without user and query, got "
                            + plain(base));
        }
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IllegalArgumentException(TOKEN_VARIABLE + " must be visible ASCII without blanks");
        }
    }

    /// Parses `base`; a `/` at its end does not count.
    ///
    /// @throws IllegalArgumentException if it is no URL, or as the constructor
    public static ApiEndpoint of(String base, String token) {
        try {
            return new ApiEndpoint(new URI(base.replaceFirst("/+$", "")), token);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the API must be a URL, got " + base, e);
        }
    }

    /// The URL of `path`, which starts with `/`.
    URI at(String path) {
        return URI.create(base + path);
    }

    /// `text` without the token, should it hold it.
    String redacted(String text) {
        return text.replace(token, "[token]");
    }

    /// `answer` without the token in its body: from here on it may be shown.
    HttpAnswer redacted(HttpAnswer answer) {
        String text = new String(answer.body(), StandardCharsets.ISO_8859_1);
        return text.contains(token)
                ? new HttpAnswer(
                        answer.status(),
                        answer.headers(),
                        redacted(text).getBytes(StandardCharsets.ISO_8859_1),
                        answer.isCut())
                : answer;
    }

    private static String plain(URI uri) {
        return uri.getScheme() + "://" + uri.getHost() + (uri.getRawPath() == null ? "" : uri.getRawPath());
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
