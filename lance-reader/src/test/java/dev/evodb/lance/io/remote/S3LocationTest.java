package dev.evodb.lance.io.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3LocationTest {
    @ParameterizedTest
    @CsvSource({
        "s3://bucket/a/b.lance, '', false, https://bucket.s3.eu-west-1.amazonaws.com/a/b.lance/data/f",
        "s3://bucket/a/b.lance/, '', true, https://s3.eu-west-1.amazonaws.com/bucket/a/b.lance/data/f",
        "S3://bucket, '', false, https://bucket.s3.eu-west-1.amazonaws.com/data/f",
        "s3://my.bucket/t, '', false, https://s3.eu-west-1.amazonaws.com/my.bucket/t/data/f",
        "s3://b_1/t, http://localhost:9000, false, http://localhost:9000/b_1/t/data/f",
        "s3://bucket/t, https://abc.r2.cloudflarestorage.com, true, https://abc.r2.cloudflarestorage.com/bucket/t/data/f",
        "s3://bucket/t, https://r2.example/, false, https://bucket.r2.example/t/data/f",
        "s3://bucket/ä b+%/t, '', true, https://s3.eu-west-1.amazonaws.com/bucket/%C3%A4%20b%2B%25/t/data/f",
    })
    void namesObjectsByUrl(String uri, String endpoint, boolean pathStyle, String expected) {
        S3Options options = S3Options.ANONYMOUS.withRegion("eu-west-1");
        options = (endpoint.isEmpty() ? options : options.withEndpoint(endpoint)).withPathStyle(pathStyle);

        assertEquals(expected, S3Location.parse(uri, options).object("data/f").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://",
                "s3:///a",
                "s3://-b/a",
                "s3://a b/c",
                "s3://bucket/a//b",
                "s3://bucket/../b",
                "http://b/c"
            })
    void refusesOtherForms(String uri) {
        assertThrows(IllegalArgumentException.class, () -> S3Location.parse(uri, S3Options.ANONYMOUS));
    }

    @Test
    void takesItsOptionsFromTheEnvironment() {
        S3Options options = S3Options.fromEnvironment(Map.of(
                "AWS_ACCESS_KEY_ID", "id",
                "AWS_SECRET_ACCESS_KEY", "secret",
                "AWS_SESSION_TOKEN", "token",
                "AWS_REGION", "eu-central-1",
                "AWS_ENDPOINT_URL", "https://minio.example"));

        assertEquals(Optional.of(new S3Credentials("id", "secret", "token")), options.credentials());
        assertEquals("eu-central-1", options.region());
        assertEquals("https://minio.example", options.endpoint().orElseThrow().toString());
        assertEquals(true, options.pathStyle());
        assertEquals(S3Options.ANONYMOUS, S3Options.fromEnvironment(Map.of("AWS_ACCESS_KEY_ID", "")));
        assertEquals(
                "auto",
                S3Options.fromEnvironment(Map.of("AWS_ENDPOINT_URL_S3", "https://a.r2.cloudflarestorage.com"))
                        .region());
        assertEquals(
                "r",
                S3Options.fromEnvironment(Map.of("AWS_DEFAULT_REGION", "r")).region());
    }

    @Test
    void namesTheVariableThatIsMissingAndNoValue() {
        assertEquals(
                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must both be set, AWS_SECRET_ACCESS_KEY is not",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> S3Options.fromEnvironment(Map.of("AWS_ACCESS_KEY_ID", "AKIAX")))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://a",
                "minio:9000",
                "https://u:p@host",
                "https://host/path",
                "https://host?x=1",
                "https://a b"
            })
    void refusesOtherEndpoints(String endpoint) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> S3Options.ANONYMOUS.withEndpoint(endpoint))
                        .getMessage());
        assertEquals("endpoint must be an http or https URL", message.substring(0, 37));
    }
}
