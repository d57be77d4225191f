package dev.evodb.cli.cloudflare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.error.CorruptFileException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartTest {
    private static Multipart.Part file(byte[] content) {
        return new Multipart.Part("files", "main.js", "application/javascript+module", content);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void writesWhatTheStandardAsksFor() {
        Multipart form = new Multipart(
                "b", List.of(file(bytes("x")), new Multipart.Part("metadata", "", "application/json", bytes("{}"))));
        assertEquals("""
                --b
                Content-Disposition: form-data; name="files"; filename="main.js"
                Content-Type: application/javascript+module

                x
                --b
                Content-Disposition: form-data; name="metadata"
                Content-Type: application/json

                {}
                --b--
                """.replace("\n", "\r\n"), new String(form.bytes(), StandardCharsets.UTF_8));
        assertEquals("multipart/form-data; boundary=b", form.contentType());
    }

    @Test
    void readsBackEveryByteThatItWrote() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        Multipart form = Multipart.of(List.of(file(all), file(new byte[0]), file(bytes("\r\n--\r\n\r\n"))));
        Multipart read = Multipart.parse("content", form.contentType(), form.bytes());
        assertEquals(3, read.parts().size());
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(form.parts().get(i).content(), read.parts().get(i).content());
            assertEquals("main.js", read.parts().get(i).fileName());
        }
    }

    @Test
    void choosesTheSameBoundaryForTheSameParts() {
        assertEquals(
                Multipart.of(List.of(file(bytes("x")))).boundary(),
                Multipart.of(List.of(file(bytes("x")))).boundary());
        assertNotEquals(
                Multipart.of(List.of(file(bytes("x")))).boundary(),
                Multipart.of(List.of(file(bytes("y")))).boundary());
    }

    @Test
    void readsWhatOthersWrite() {
        String body = "preamble\r\n--q  \r\ncontent-type: text/javascript\r\n"
                + "CONTENT-DISPOSITION: form-data; filename=\"a.js\"; name=\"files\"\r\n\r\n1\r\n--q--epilogue";
        Multipart.Part part = Multipart.parse("content", "Multipart/Form-Data; charset=x; boundary=\"q\"", bytes(body))
                .parts()
                .getFirst();
        assertEquals("files", part.name());
        assertEquals("a.js", part.fileName());
        assertEquals("text/javascript", part.contentType());
        assertArrayEquals(bytes("1"), part.content());
    }

    @Test
    void refusesEveryTruncation() {
        byte[] body = Multipart.of(List.of(file(bytes("code")))).bytes();
        String type = Multipart.of(List.of(file(bytes("code")))).contentType();
        // The line break after the last boundary may be missing.
        for (int length = 0; length < body.length - 2; length++) {
            byte[] cut = Arrays.copyOf(body, length);
            assertThrows(CorruptFileException.class, () -> Multipart.parse("content", type, cut), "length " + length);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--b\r\n\r\nno name\r\n--b--",
                "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--",
                "--b\r\nContent-Disposition: form-data; name=\"a\\b\"\r\n\r\nx\r\n--b--",
                "--b\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\nx\r\n--b--",
                "--bx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b--"
            })
    void refusesPartsThatAreNoFields(String body) {
        assertThrows(
                CorruptFileException.class,
                () -> Multipart.parse("content", "multipart/form-data; boundary=b", bytes(body)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text/plain",
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/mixed; boundary=b"
            })
    void refusesOtherTypes(String type) {
        CorruptFileException refused =
                assertThrows(CorruptFileException.class, () -> Multipart.parse("content", type, bytes("--b--")));
        assertEquals(
                "content type is not multipart/form-data with a boundary: " + type + " (file=content)",
                refused.getMessage());
    }

    @Test
    void refusesNamesThatWouldNeedEscapes() {
        for (String name : List.of("a\"b", "a\r\nb", "a\\b", "ä")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new Multipart.Part(name, "", "text/plain", new byte[0]),
                    name);
        }
    }
}
