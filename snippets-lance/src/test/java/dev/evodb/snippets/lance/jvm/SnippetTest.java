package dev.evodb.snippets.lance.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.snippet.SnippetBundle;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SnippetTest {
    /// What a deployed snippet has to spare for a longer URL.
    private static final int SPARE_BYTES = 64;

    @Test
    void staysInsideThePackageLimit() throws IOException {
        String module = Snippet.module(PackSpec.DEFAULT_URL, 1 << 20, Integer.MIN_VALUE, 100, 5);
        int bytes = SnippetBundle.utf8Length(module);

        System.out.println("size ledger: search main.js " + bytes + " of " + SnippetBundle.PACKAGE_BYTES
                + " bytes, code " + SnippetBundle.utf8Length(Snippet.bundle().code()));
        assertTrue(bytes + SPARE_BYTES <= SnippetBundle.PACKAGE_BYTES, bytes + " bytes");
    }

    @Test
    void endsInTheConstantsAndADefaultExport() throws IOException {
        String module = Snippet.module("https://a.example/\"x\".bin", 33408, -7, 12, 3);
        String opener = Snippet.bundle().opener();

        assertTrue(module.endsWith("""
                export default{fetch:OPENER({"url":"https://a.example/\\"x\\".bin","head":33408,"crc":-7,"k":12,"nprobes":3})};
                """.replace("OPENER", opener)), module.substring(module.length() - 300));
        assertEquals(1, module.split("export", -1).length - 1);
    }
}
