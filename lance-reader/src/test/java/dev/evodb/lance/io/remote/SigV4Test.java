package dev.evodb.lance.io.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Against the examples that Amazon publishes: those of the S3 API reference ("Signature Calculations for
/// the Authorization Header") and those of the signature version 4 test suite.
class SigV4Test {
    private static final S3Credentials S3_EXAMPLE =
            new S3Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "");
    private static final S3Credentials SUITE =
            new S3Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "");

    @Test
    void signsARangeAsS3sReferenceDoes() {
        assertEquals(
                "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                        + " SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                        + " Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
                s3("/test.txt", List.of(), Map.of("range", "bytes=0-9")));
    }

    @Test
    void signsAParameterWithoutAValueAsS3sReferenceDoes() {
        assertEquals(
                "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
                signature(s3("/", List.of(new SigV4.Parameter("lifecycle", "")), Map.of())));
    }

    @Test
    void signsAListingAsS3sReferenceDoes() {
        assertEquals(
                "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
                signature(s3(
                        "/",
                        List.of(new SigV4.Parameter("prefix", "J"), new SigV4.Parameter("max-keys", "2")),
                        Map.of())));
    }

    @ParameterizedTest
    @CsvSource({
        // get-vanilla, get-vanilla-query-order-key-case, -order-value, -unreserved, get-vanilla-utf8-query
        "/, '', 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "/, Param2=value2&Param1=value1, b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        "/, Param1=value2&Param1=value1, 5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694",
        "/, -._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz, 9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197",
        "/, \u1234=bar, 2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
        // get-unreserved, get-utf8, get-space
        "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz, '', 07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
        "/\u1234, '', 8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
        "/example space/, '', 652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741",
    })
    void signsPathsAndQueriesAsTheTestSuiteDoes(String path, String query, String expected) {
        assertEquals(expected, signature(suite(path, query, Map.of())));
    }

    @ParameterizedTest
    @CsvSource({
        // get-header-key-duplicate, get-header-value-multiline, get-header-value-trim
        "'value2,value2,value1', '', c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
        "'value1,value2,value3', '', ba17b383a53190154eb5fa66a1b836cc297cc0a3d70a5d00705980573d8ff790",
        "' value1', ' \"a   b   c\"', acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
    })
    void signsHeadersAsTheTestSuiteDoes(String first, String second, String expected) {
        Map<String, String> headers = new TreeMap<>(Map.of("my-header1", first));
        if (!second.isEmpty()) {
            headers.put("my-header2", second);
        }
        assertEquals(expected, signature(suite("/", "", headers)));
    }

    @Test
    void signsASessionToken() {
        S3Options options = S3Options.ANONYMOUS.withCredentials(new S3Credentials("id", "secret", "the-token"));
        StoreRequest signed = new S3Protocol(options)
                .authorize(
                        StoreRequest.get(URI.create("http://127.0.0.1:9000/b/k"), 10),
                        Instant.parse("2026-01-02T03:04:05Z"));

        assertEquals("the-token", signed.headers().get("x-amz-security-token"));
        assertEquals("127.0.0.1:9000", signed.headers().get("host"));
        assertEquals("20260102T030405Z", signed.headers().get("x-amz-date"));
        String start = "AWS4-HMAC-SHA256 Credential=id/20260102/us-east-1/s3/aws4_request,"
                + " SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=";
        assertEquals(
                start, String.valueOf(signed.headers().get("authorization")).substring(0, start.length()));
    }

    @Test
    void hidesCredentials() {
        S3Options options = S3Options.ANONYMOUS.withCredentials(S3_EXAMPLE);

        assertEquals("S3Credentials[hidden]", S3_EXAMPLE.toString());
        assertFalse(options.toString().contains("wJalr"));
        assertFalse(options.toString().contains("AKIA"));
        assertEquals(
                "credentials must not hold control characters",
                assertThrows(IllegalArgumentException.class, () -> new S3Credentials("a", "b\nc", ""))
                        .getMessage());
    }

    private static String s3(String path, List<SigV4.Parameter> query, Map<String, String> more) {
        Map<String, String> headers = new TreeMap<>(more);
        headers.put("host", "examplebucket.s3.amazonaws.com");
        headers.put("x-amz-content-sha256", SigV4.NO_BODY);
        headers.put("x-amz-date", "20130524T000000Z");
        return new SigV4(S3_EXAMPLE, "us-east-1", "s3").authorization("GET", path, query, headers, SigV4.NO_BODY);
    }

    private static String suite(String path, String query, Map<String, String> more) {
        Map<String, String> headers = new TreeMap<>(more);
        headers.put("host", "example.amazonaws.com");
        headers.put("x-amz-date", "20150830T123600Z");
        List<SigV4.Parameter> parameters = query.isEmpty()
                ? List.of()
                : List.of(query.split("&", -1)).stream()
                        .map(pair -> pair.split("=", 2))
                        .map(pair -> new SigV4.Parameter(pair[0], pair[1]))
                        .toList();
        return new SigV4(SUITE, "us-east-1", "service")
                .authorization("GET", UriText.encodePath(path), parameters, headers, SigV4.NO_BODY);
    }

    private static String signature(String authorization) {
        return authorization.substring(authorization.indexOf("Signature=") + "Signature=".length());
    }
}
