package dev.evodb.sim.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FolderOriginTest {
    @TempDir
    Path outside;

    private Path folder;
    private FolderOrigin origin;

    @BeforeEach
    void fill() throws IOException {
        folder = Files.createDirectory(outside.resolve("folder"));
        Files.writeString(folder.resolve("digits"), "0123456789");
        Files.writeString(folder.resolve("empty"), "");
        Files.createDirectory(folder.resolve("sub"));
        Files.writeString(folder.resolve("sub/a b"), "deep");
        Files.writeString(outside.resolve("secret"), "secret");
        origin = new FolderOrigin(folder);
    }

    private OriginResponse get(String path, String... header) throws IOException {
        SnippetRequest request = SnippetRequest.get("https://store.example" + path);
        for (int i = 0; i < header.length; i += 2) {
            request = request.withHeader(header[i], header[i + 1]);
        }
        return origin.answer(request);
    }

    private static String text(OriginResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "bytes=0-3   | 206 | 0123       | bytes 0-3/10",
                "bytes=9-9   | 206 | 9          | bytes 9-9/10",
                "bytes=4-    | 206 | 456789     | bytes 4-9/10",
                "bytes=8-99  | 206 | 89         | bytes 8-9/10",
                "bytes=-3    | 206 | 789        | bytes 7-9/10",
                "bytes=-99   | 206 | 0123456789 | bytes 0-9/10",
                "bytes=10-   | 416 | ''         | bytes */10",
                "bytes=-0    | 416 | ''         | bytes */10",
                "bytes=5-4   | 200 | 0123456789 | -",
                "bytes=0-1,3-4 | 200 | 0123456789 | -",
                "lines=0-1   | 200 | 0123456789 | -",
                "bytes=x     | 200 | 0123456789 | -",
                "bytes=-     | 200 | 0123456789 | -"
            })
    void answersRanges(String range, int status, String body, String contentRange) throws IOException {
        OriginResponse response = get("/digits", "Range", range);

        assertEquals(status, response.status());
        assertEquals(body, text(response));
        assertEquals(contentRange, response.headers().get("content-range"));
    }

    @Test
    void anyRangeOfAnEmptyObjectIsUnsatisfiable() throws IOException {
        assertEquals(416, get("/empty", "Range", "bytes=0-0").status());
        assertEquals(416, get("/empty", "Range", "bytes=-1").status());
        assertEquals(200, get("/empty").status());
    }

    @Test
    void answersHeadWithTheLengthAndNoBody() throws IOException {
        OriginResponse response = origin.answer(
                new SnippetRequest("HEAD", "https://store.example/digits", Map.of("range", "bytes=2-4"), new byte[0]));

        assertEquals(206, response.status());
        assertEquals("3", response.headers().get("content-length"));
        assertArrayEquals(new byte[0], response.body());
    }

    private String etag() throws IOException {
        return get("/digits").headers().getOrDefault("etag", "none");
    }

    @Test
    void changesTheEtagWithTheObject() throws IOException {
        String before = etag();
        Files.setLastModifiedTime(folder.resolve("digits"), FileTime.fromMillis(1_000_000));

        assertNotEquals(before, etag());
        assertEquals(304, get("/digits", "If-None-Match", etag()).status());
        assertEquals(
                200, get("/digits", "If-Range", before, "Range", "bytes=0-1").status());
    }

    @Test
    void findsFilesBelowPercentDecodedPaths() throws IOException {
        assertEquals("deep", text(get("/sub/a%20b")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/absent",
                "/sub",
                "/",
                "/../secret",
                "/%2e%2e/secret",
                "/sub/%2e%2e/%2e%2e/secret",
                "/..%2fsecret",
                "/link",
                "//etc/hostname",
                "/%00",
                "/%zz"
            })
    void answers404ForWhatIsNoFileOfTheFolder(String path) throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), outside.resolve("secret"));

        assertEquals(404, get(path).status());
    }

    @Test
    void answers405ForOtherMethods() throws IOException {
        OriginResponse response = origin.answer(SnippetRequest.post("https://store.example/digits", new byte[1]));

        assertEquals(405, response.status());
        assertEquals("GET, HEAD", response.headers().get("allow"));
    }

    @Test
    void rejectsAFileAsFolder() {
        IOException thrown = assertThrows(IOException.class, () -> new FolderOrigin(folder.resolve("digits")));

        assertEquals("not a folder: " + folder.resolve("digits"), thrown.getMessage());
    }
}
