package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// `evodb serve` and `evodb api-key`, with good and with bad options.
class ServeCommandTest {
    @Test
    void servesUntilItsTimeIsOver() {
        CliRun run = CliRun.of(
                "serve", "--root", CliRun.ROOT.resolve("samples").toString(), "--port", "0", "--seconds", "1");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("http://127.0.0.1:"), run.out());
    }

    @Test
    void saysWhatIsWrong() {
        assertRefused(3, "there is no folder", "serve", "--root", "/there-is-none");
        assertRefused(2, "is open to other machines", "serve", "--root", ".", "--host", "0.0.0.0");
        assertRefused(2, "--port must be in 0..=65535", "serve", "--root", ".", "--port", "65536");
        assertRefused(2, "EVODB_TLS_PASSWORD", "serve", "--root", ".", "--tls-key-store", "store.p12");
        assertRefused(2, "is not an address of this machine", "serve", "--root", ".", "--host", "no such host");
        assertRefused(2, "Missing required option: '--root", "serve");
        assertRefused(2, "64 letters, digits", "api-key", "a name");
        assertRefused(2, "has a blank", "api-key", "web", "--tables", "a, b");
        assertRefused(2, "has a * that is not its last character", "api-key", "web", "--tables", "a*b");
    }

    @Test
    void makesKeys() {
        CliRun run = CliRun.of("api-key", "web", "--tables", "words,shop$*");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().matches("(?s).*evo_[0-9a-f]{64}.*web [0-9a-f]{64} words,shop\\$\\*\\R"), run.out());
    }

    private static void assertRefused(int code, String message, String... command) {
        CliRun run = CliRun.of((Object[]) command);
        assertEquals(code, run.code(), run.err());
        assertTrue(run.err().contains(message), run.err());
    }
}
