package dev.evodb.namespace;

import dev.evodb.api.error.ApiException;
import dev.evodb.lance.io.remote.S3Options;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The properties `storage.*` under the names that Lance has for them (`storage.region`,
/// `storage.aws_access_key_id`), before what the environment of the process says. Names are of any case;
/// those that S3 has no use for are left alone.
record StorageProperties(Map<String, String> values, Map<String, String> environment) {
    private static final String PREFIX = "storage.";
    private static final String VENDOR = "aws_";

    /// Those of all `properties` that are for the storage.
    static StorageProperties of(Map<String, String> properties, Map<String, String> environment) {
        Map<String, String> values = new HashMap<>();
        properties.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith(PREFIX)) {
                String key = lower.substring(PREFIX.length());
                values.put(key.startsWith(VENDOR) ? key.substring(VENDOR.length()) : key, value);
            }
        });
        return new StorageProperties(Map.copyOf(values), environment);
    }

    /// Where S3 is, and who asks.
    ///
    /// @throws ApiException (400) naming the property that is missing or wrong, never a key
    S3Options s3() {
        Optional<String> key = value("access_key_id");
        Optional<String> secret = value("secret_access_key");
        if (key.isPresent() != secret.isPresent()) {
            throw ApiException.invalid("storage.access_key_id and storage.secret_access_key must both be set");
        }
        Map<String, String> merged = new HashMap<>(environment);
        if (key.isPresent()) {
            merged.put("AWS_ACCESS_KEY_ID", key.get());
            merged.put("AWS_SECRET_ACCESS_KEY", secret.orElse(""));
            merged.put(
                    "AWS_SESSION_TOKEN",
                    value("session_token").or(() -> value("token")).orElse(""));
        }
        value("region").or(() -> value("default_region")).ifPresent(region -> merged.put("AWS_REGION", region));
        Optional<String> endpoint = value("endpoint").or(() -> value("endpoint_url"));
        try {
            S3Options options = endpoint.isPresent()
                    ? S3Options.fromEnvironment(merged, endpoint.get())
                    : S3Options.fromEnvironment(merged);
            if (value("virtual_hosted_style_request").isPresent()) {
                options = options.withPathStyle(!isTrue("virtual_hosted_style_request"));
            }
            if (isTrue("skip_signature")) {
                return options.anonymous();
            }
            if (options.credentials().isEmpty()) {
                throw ApiException.invalid("no keys for s3: set storage.access_key_id and storage.secret_access_key,"
                        + " or storage.skip_signature=true for public data");
            }
            return options;
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("the settings of s3: " + e.getMessage());
        }
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    private boolean isTrue(String name) {
        return switch (value(name).orElse("false").toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> true;
            case "false", "0", "no", "off" -> false;
            default -> throw ApiException.invalid("storage." + name + " has to be true or false");
        };
    }
}
