package dev.evodb.snippets.lance.jvm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.snippet.SnippetBundle;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SnippetTest {
    /// What a deployed snippet has to spare for a longer URL.
    private static final int SPARE_BYTES = 256;

    private static String config(String url) {
        return new JsonText()
                .text("url", url)
                .number("head", 330_000)
                .text("sha", "0".repeat(64))
                .text("metric", "cosine")
                .line();
    }

    @Test
    void staysInsideThePackageLimit() throws IOException {
        String module = Snippet.module(config(PackSpec.DEFAULT_URL));
        int bytes = SnippetBundle.utf8Length(module);

        System.out.println("size ledger: search main.js " + bytes + " of " + SnippetBundle.PACKAGE_BYTES
                + " bytes, code " + SnippetBundle.utf8Length(Snippet.bundle().code()));
        assertTrue(bytes + SPARE_BYTES <= SnippetBundle.PACKAGE_BYTES, bytes + " bytes");
    }

    @Test
    void containsTheConstantsOfThePack() throws IOException {
        String config = config("https://a.example/\"x\".bin");

        assertTrue(Snippet.module(config).contains(config));
    }
}
