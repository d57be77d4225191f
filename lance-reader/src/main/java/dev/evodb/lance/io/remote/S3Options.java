package dev.evodb.lance.io.remote;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where S3 is, and who asks.
///
/// Without an `endpoint` it is Amazon's of the `region`. `pathStyle` puts the bucket into the path
/// (`https://endpoint/bucket/key`) instead of into the host name; it is always used where a host name
/// cannot carry the bucket. Without `credentials` requests are anonymous.
public record S3Options(Optional<URI> endpoint, String region, boolean pathStyle, Optional<S3Credentials> credentials) {
    /// Amazon's endpoint of `us-east-1`, anonymously.
    public static final S3Options ANONYMOUS = new S3Options(Optional.empty(), "us-east-1", false, Optional.empty());

    public S3Options {
        if (!region.matches("[A-Za-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("region must be letters, digits and dashes, got " + region);
        }
        endpoint.ifPresent(S3Options::checkEndpoint);
    }

    /// What the variables `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`,
    /// `AWS_REGION` (or `AWS_DEFAULT_REGION`) and `AWS_ENDPOINT_URL_S3` (or `AWS_ENDPOINT_URL`) of
    /// `environment` say. Anonymous if there is no key. Endpoints other than Amazon's are asked in path
    /// style.
    ///
    /// @throws IllegalArgumentException naming the variable that is missing or wrong, never its value
    public static S3Options fromEnvironment(Map<String, String> environment) {
        return fromEnvironment(environment, null);
    }

    /// As above, with `givenEndpoint` before the ones of `environment` if it is not null.
    public static S3Options fromEnvironment(Map<String, String> environment, @Nullable String givenEndpoint) {
        String key = environment.getOrDefault("AWS_ACCESS_KEY_ID", "");
        String secret = environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "");
        if (key.isEmpty() != secret.isEmpty()) {
            throw new IllegalArgumentException("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must both be set, "
                    + (key.isEmpty() ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY") + " is not");
        }
        String endpoint = givenEndpoint == null
                ? first(environment, "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "")
                : givenEndpoint;
        String region = first(environment, "AWS_REGION", "AWS_DEFAULT_REGION", defaultRegion(endpoint));
        S3Options options = ANONYMOUS.withRegion(region);
        if (!endpoint.isEmpty()) {
            options = options.withEndpoint(endpoint);
        }
        return key.isEmpty()
                ? options
                : options.withCredentials(
                        new S3Credentials(key, secret, environment.getOrDefault("AWS_SESSION_TOKEN", "")));
    }

    /// The store at `newEndpoint`, an `http` or `https` URL without a path, asked in path style.
    public S3Options withEndpoint(String newEndpoint) {
        try {
            return new S3Options(Optional.of(new URI(newEndpoint)), region, true, credentials);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("endpoint must be an http or https URL", e);
        }
    }

    public S3Options withRegion(String newRegion) {
        return new S3Options(endpoint, newRegion, pathStyle, credentials);
    }

    public S3Options withPathStyle(boolean newPathStyle) {
        return new S3Options(endpoint, region, newPathStyle, credentials);
    }

    public S3Options withCredentials(S3Credentials newCredentials) {
        return new S3Options(endpoint, region, pathStyle, Optional.of(newCredentials));
    }

    /// Requests without a signature.
    public S3Options anonymous() {
        return new S3Options(endpoint, region, pathStyle, Optional.empty());
    }

    private static String first(Map<String, String> environment, String name, String otherName, String otherwise) {
        String value = environment.getOrDefault(name, "");
        String other = environment.getOrDefault(otherName, "");
        return !value.isEmpty() ? value : !other.isEmpty() ? other : otherwise;
    }

    /// Cloudflare's R2 has one region.
    private static String defaultRegion(String endpoint) {
        return endpoint.toLowerCase(Locale.ROOT).contains(".r2.cloudflarestorage.com") ? "auto" : "us-east-1";
    }

    private static void checkEndpoint(URI endpoint) {
        String scheme = endpoint.getScheme() == null ? "" : endpoint.getScheme().toLowerCase(Locale.ROOT);
        String path = endpoint.getRawPath() == null ? "" : endpoint.getRawPath();
        boolean isPlain = endpoint.getRawUserInfo() == null
                && endpoint.getRawQuery() == null
                && endpoint.getRawFragment() == null
                && (path.isEmpty() || path.equals("/"));
        if (!(scheme.equals("http") || scheme.equals("https")) || endpoint.getHost() == null || !isPlain) {
            throw new IllegalArgumentException(
                    "endpoint must be an http or https URL of a host, without path, query and user name");
        }
    }
}
