package dev.evodb.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.api.error.ApiException;
import dev.evodb.lance.io.remote.S3Credentials;
import dev.evodb.lance.io.remote.S3Options;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoragePropertiesTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "AWS_ACCESS_KEY_ID", "e-key",
            "AWS_SECRET_ACCESS_KEY", "e-secret",
            "AWS_SESSION_TOKEN", "e-token",
            "AWS_REGION", "eu-west-1");

    private static S3Options s3(Map<String, String> properties, Map<String, String> environment) {
        return StorageProperties.of(properties, environment).s3();
    }

    @Test
    void propertiesGoBeforeTheEnvironment() {
        S3Options options = s3(
                Map.of(
                        "storage.aws_access_key_id", "p-key",
                        "storage.SECRET_ACCESS_KEY", "p-secret",
                        "storage.aws_endpoint", "https://s3.example.org",
                        "storage.timeout", "5s"),
                ENVIRONMENT);
        assertEquals(Optional.of(new S3Credentials("p-key", "p-secret", "")), options.credentials());
        assertEquals("eu-west-1", options.region());
        assertEquals(Optional.of(URI.create("https://s3.example.org")), options.endpoint());
        assertTrue(options.pathStyle());
        S3Options hosted = s3(
                Map.of("storage.endpoint", "https://s3.example.org", "storage.virtual_hosted_style_request", "true"),
                ENVIRONMENT);
        assertFalse(hosted.pathStyle());
        assertEquals(Optional.of(new S3Credentials("e-key", "e-secret", "e-token")), hosted.credentials());
    }

    @Test
    void publicDataNeedsNoKey() {
        assertEquals(
                Optional.empty(),
                s3(Map.of("storage.skip_signature", "true", "storage.region", "eu-north-1"), ENVIRONMENT)
                        .credentials());
        ApiException failure = assertThrows(ApiException.class, () -> s3(Map.of(), Map.of()));
        assertTrue(String.valueOf(failure.getMessage()).contains("storage.skip_signature"), failure::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"storage.access_key_id", "storage.secret_access_key"})
    void halfAKeyIsRefused(String name) {
        ApiException failure = assertThrows(ApiException.class, () -> s3(Map.of(name, "half-of-a-key"), ENVIRONMENT));
        assertFalse(failure.toString().contains("half-of-a-key"), failure::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"storage.skip_signature", "storage.virtual_hosted_style_request", "storage.endpoint"})
    void whatMakesNoSenseIsRefused(String name) {
        assertThrows(ApiException.class, () -> s3(Map.of(name, "no such : thing"), ENVIRONMENT));
    }
}
