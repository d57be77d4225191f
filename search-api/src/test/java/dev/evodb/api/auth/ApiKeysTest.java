package dev.evodb.api.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.api.catalog.TableId;
import dev.evodb.api.error.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {
    private static final String DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    @Test
    void aNewKeyOpensWhatItIsFor() {
        ApiKeys.NewKey web = ApiKeys.create("web", "words,shop$*");
        ApiKeys.NewKey admin = ApiKeys.create("admin", "*");
        assertNotEquals(web.key(), admin.key());
        assertTrue(web.key().matches("evo_[0-9a-f]{64}"), web.key());
        assertFalse(web.line().contains(web.key().substring(4)), "the line has the digest alone");
        ApiKeys keys = ApiKeys.parse(List.of("# two keys", "", web.line(), "  " + admin.line() + "\t"));
        assertTrue(keys.isRequired());
        assertEquals(new Principal("web", List.of("words", "shop$*")), keys.authenticate(Optional.of(web.key())));
        assertEquals(new Principal("admin", List.of("*")), keys.authenticate(Optional.of(admin.key())));
    }

    @Test
    void otherKeysAreRefused() {
        ApiKeys.NewKey web = ApiKeys.create("web", "*");
        ApiKeys keys = ApiKeys.parse(List.of(web.line()));
        String key = web.key();
        for (String wrong : List.of(
                "",
                " ",
                key + " ",
                key + "0",
                key.substring(1),
                key.toUpperCase(java.util.Locale.ROOT),
                web.line().split(" ", -1)[1],
                "x".repeat(513),
                "\u0000",
                "\ud800")) {
            ApiException refused = assertThrows(ApiException.class, () -> keys.authenticate(Optional.of(wrong)));
            assertEquals(401, refused.status());
            assertEquals(16, refused.code().number());
            assertFalse(
                    wrong.length() > 3 && String.valueOf(refused.getMessage()).contains(wrong));
        }
        assertEquals(
                401,
                assertThrows(ApiException.class, () -> keys.authenticate(Optional.empty()))
                        .status());
    }

    @Test
    void withoutKeysEverybodyMay() {
        assertFalse(ApiKeys.none().isRequired());
        assertSame(Principal.ANYONE, ApiKeys.none().authenticate(Optional.empty()));
        assertSame(Principal.ANYONE, ApiKeys.none().authenticate(Optional.of("x")));
        assertTrue(Principal.ANYONE.mayRead(new TableId(List.of("a$b"), "c")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "web",
                "web " + DIGEST,
                "web " + DIGEST + " a b",
                "web " + DIGEST + "0 *",
                "web xyz *",
                "web " + "g9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a0 *",
                "w/b " + DIGEST + " *",
                "w\u00e9b " + DIGEST + " *",
                "web " + DIGEST + " a,,b",
                "web " + DIGEST + " ,",
                "web " + DIGEST + " *a",
                "web " + DIGEST + " a*b*"
            })
    void linesThatAreNone(String line) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> ApiKeys.parse(List.of("# a line", line)));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("line 2 "), refused.getMessage());
        assertFalse(String.valueOf(refused.getMessage()).contains(DIGEST));
    }

    @Test
    void aNameIsUsedOnce() {
        String line = "web " + DIGEST + " *";
        assertThrows(IllegalArgumentException.class, () -> ApiKeys.parse(List.of(line, line)));
        assertThrows(IllegalArgumentException.class, () -> ApiKeys.create("a b", "*"));
        assertThrows(IllegalArgumentException.class, () -> ApiKeys.create("a", "*\nadmin " + DIGEST + " *"));
        assertThrows(IllegalArgumentException.class, () -> ApiKeys.create("a", ""));
    }

    @Test
    void aFileHasKeys(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("keys");
        Files.writeString(file, "# none\n\n");
        assertThrows(IllegalArgumentException.class, () -> ApiKeys.read(file));
        Files.writeString(file, "web " + DIGEST + " *\r\n");
        assertTrue(ApiKeys.read(file).isRequired());
        Files.writeString(file, "#".repeat((1 << 20) + 1));
        assertThrows(IllegalArgumentException.class, () -> ApiKeys.read(file));
        assertThrows(IOException.class, () -> ApiKeys.read(folder.resolve("none")));
    }

    @ParameterizedTest
    @CsvSource({
        "words, words, true",
        "words, word, false",
        "words, words2, false",
        "words, shop$words, false",
        "words*, words2, true",
        "words*, words$t, true",
        "shop$*, shop$orders, true",
        "shop$*, shop$a$b, true",
        "shop$*, shop, false",
        "shop$*, shop2$orders, false",
        "shop$orders, shop$orders, true",
        "shop$orders, shop$orders2, false",
        "*, a$b$c, true",
        "Words, words, false"
    })
    void scopesOfTables(String scope, String table, boolean mayRead) {
        List<String> path = List.of(table.split("\\$", -1));
        TableId id = new TableId(path.subList(0, path.size() - 1), path.getLast());
        Principal principal = new Principal("x", List.of("other", scope));
        assertEquals(mayRead, principal.mayRead(id));
        if (!mayRead) {
            ApiException refused = assertThrows(ApiException.class, () -> principal.requireRead(id));
            assertEquals(403, refused.status());
            assertEquals(15, refused.code().number());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "words, shop, false",
        "shop$orders, shop, true",
        "shop$a$t, shop$a, true",
        "shop$a$t, shop$b, false",
        "shop$*, shop, true",
        "shop$*, shop$a, true",
        "shop$*, shop2, false",
        "sh*, shop, true",
        "*, shop, true"
    })
    void scopesOfNamespaces(String scope, String namespace, boolean mayEnter) {
        Principal principal = new Principal("x", List.of(scope));
        assertTrue(principal.mayEnter(List.of()));
        assertEquals(mayEnter, principal.mayEnter(List.of(namespace.split("\\$", -1))));
    }

    /// Names come apart by another delimiter too: such a name is not what the scope means.
    @Test
    void aNameWithADelimiterInItIsNoNamespace() {
        Principal principal = new Principal("x", List.of("shop$*", "shop$orders"));
        assertFalse(principal.mayRead(new TableId(List.of(), "shop$orders")));
        assertFalse(principal.mayEnter(List.of("shop$a")));
        assertTrue(new Principal("x", List.of("*")).mayRead(new TableId(List.of(), "shop$orders")));
    }
}
