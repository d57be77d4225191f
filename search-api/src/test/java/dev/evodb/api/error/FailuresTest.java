package dev.evodb.api.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.io.NotATableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {
    private static void assertAnswer(int status, int code, Throwable failure) {
        ApiException answer = Failures.of(failure);
        assertEquals(status, answer.status(), answer.getMessage());
        assertEquals(code, answer.code().number(), answer.getMessage());
    }

    @Test
    void eachHasItsStatus() {
        Location at = Location.of("data/x.lance");
        assertAnswer(500, 18, new CorruptFileException(at, "bad"));
        assertAnswer(406, 0, new UnsupportedFeatureException("file version", "9.9", "2.x", at));
        assertAnswer(400, 13, new UnsupportedFeatureException("filter", "with f()", "SQL", at));
        assertAnswer(400, 13, new UnsupportedFeatureException("expression", "with f()", "SQL", at));
        assertAnswer(413, 13, new LimitExceededException("decoded bytes", 1, 2));
        assertAnswer(400, 13, new LimitExceededException("filter nodes", 1, 2));
        assertAnswer(400, 13, new LimitExceededException("computed columns", 1, 2));
        assertAnswer(400, 12, new IllegalArgumentException("no column x"));
        assertAnswer(400, 13, new IllegalArgumentException("k is odd"));
        assertAnswer(400, 13, new IllegalArgumentException());
        assertAnswer(404, 4, new NotATableException("/srv/data/x", "does not exist"));
        assertAnswer(500, 18, new NoSuchFileException("/srv/data/x"));
        assertAnswer(500, 18, new FileNotFoundException("x"));
        assertAnswer(500, 18, new IOException("disk"));
        assertAnswer(500, 18, new IllegalStateException("ours"));
        assertAnswer(500, 18, new StackOverflowError());
        assertAnswer(500, 18, new OutOfMemoryError("Java heap space"));
        ApiException known = ApiException.invalid("x");
        assertSame(known, Failures.of(known));
    }

    @Test
    void faultsOfOursAreToldFromOthers() {
        assertTrue(Failures.isBug(new IllegalStateException("x")));
        assertTrue(Failures.isBug(new NullPointerException("x")));
        assertTrue(Failures.isBug(new StackOverflowError()));
        assertFalse(Failures.isBug(new IOException("x")));
        assertFalse(Failures.isBug(ApiException.invalid("x")));
        assertFalse(Failures.isBug(new IllegalArgumentException("x")));
    }

    /// What the fault was is for the log alone.
    @Test
    void faultsOfOursAreNotDescribed() {
        String text =
                String.valueOf(Failures.of(new IllegalStateException("secret")).getMessage());
        assertFalse(text.contains("secret"), text);
        assertFalse(String.valueOf(Failures.of(new IOException()).getMessage()).contains("Exception"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "cannot read /srv/data/t.lance/x|cannot read (a path)",
                "cannot read /srv/data: gone|cannot read (a path): gone",
                "(/srv/data/x)|((a path))",
                "file=/srv/x/, offset 3|file=(a path), offset 3",
                "at C:\\Users\\x\\t.lance, offset 3|at (a path), offset 3",
                "d:\\x|(a path)",
                "data/x.lance at byte 7|data/x.lance at byte 7",
                "_indices/1/index.idx (part_0)|_indices/1/index.idx (part_0)",
                "s3://bucket/a/b|s3://bucket/a/b",
                "a / b and 1/2/3|a / b and 1/2/3",
                "/x|/x",
                "'/srv/data/x' and \"/srv/data/y\"|'(a path)' and \"(a path)\""
            })
    void pathsAreLeftOut(String message, String shown) {
        assertEquals(shown, Failures.withoutPaths(message));
    }

    /// Where the system says which file it is, its name is enough, whatever the folders are called.
    @ParameterizedTest
    @ValueSource(
            strings = {"/srv/my data (old)/it's/x.lance", "C:\\my data\\x.lance", "/\u00fc, ;:/x.lance", "x.lance"})
    void filesAreToldByTheirNames(String path) {
        assertEquals(
                "a file of the table is missing: x.lance",
                Failures.of(new NoSuchFileException(path)).getMessage());
        assertEquals(
                "a file of the table cannot be read: x.lance",
                Failures.of(new AccessDeniedException(path, null, "denied")).getMessage());
    }

    @Test
    void longMessagesEnd() {
        for (String part : new String[] {"/a", "/", "a/", "C:\\", "\\", "/a ", "\ud83d\ude00", "\ud800", "''"}) {
            String text = String.valueOf(Failures.of(new IllegalArgumentException(part.repeat(1_000_000)))
                    .getMessage());
            assertTrue(text.length() < 1100, part);
            assertTrue(text.codePoints().noneMatch(c -> c >= 0xD800 && c < 0xE000), part);
        }
    }
}
