package dev.evodb.cli.cloudflare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiEndpointTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.example.com/v4",
                "http://127.0.0.1.example.com/",
                "http://localhost.example.com/",
                "ftp://127.0.0.1/",
                "https://user@api.example.com/",
                "https://api.example.com/?a=b",
                "127.0.0.1",
                "https:///v4"
            })
    void sendsTheTokenToNoOpenOrUnclearPlace(String base) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> ApiEndpoint.of(base, "token"));
        assertFalse(String.valueOf(refused.getMessage()).contains("user@"), refused.getMessage());
    }

    @Test
    void takesHttpsAndThisMachine() {
        for (String base :
                List.of(ApiEndpoint.CLOUDFLARE, "http://127.0.0.1:8080/v4", "http://[::1]:1", "http://localhost")) {
            assertEquals(
                    base + "/zones",
                    ApiEndpoint.of(base + "/", "token").at("/zones").toString());
        }
    }

    @Test
    void hidesTheToken() {
        assertEquals(
                ApiEndpoint.CLOUDFLARE,
                ApiEndpoint.of(ApiEndpoint.CLOUDFLARE, "token").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "line\nbreak", "tökén"})
    void refusesATokenThatNoHeaderCanHold(String token) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> ApiEndpoint.of(ApiEndpoint.CLOUDFLARE, token));
        assertEquals("CLOUDFLARE_API_TOKEN must be visible ASCII without blanks", refused.getMessage());
    }
}
