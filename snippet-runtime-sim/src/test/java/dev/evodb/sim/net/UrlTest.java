package dev.evodb.sim.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTPS://Ex.Example/a | https://ex.example/a",
                "https://ex.example | https://ex.example/",
                "https://ex.example?q=1 | https://ex.example/?q=1",
                "https://ex.example:443/ | https://ex.example/",
                "http://ex.example:80/ | http://ex.example/",
                "http://ex.example:8080/ | http://ex.example:8080/",
                "https://ex.example/a/./b/../c#part | https://ex.example/a/c",
                "https://ex.example/../.. | https://ex.example/",
                "https://ex.example/?q=[1,{2}^3] | https://ex.example/?q=[1,{2}^3]",
                "http://[::1]:8080/a | http://[::1]:8080/a"
            })
    void putsUrlsInNormalForm(String text, String expected) {
        assertEquals(expected.strip(), Url.parse(text.strip()).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://ex.example/", "ex.example", "https://", "https:///a", "https://a b/", "https://a/ü", ""})
    void rejectsWhatIsNoUrl(String text) {
        assertThrows(IllegalArgumentException.class, () -> Url.parse(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/x | https://ex.example/x",
                "x | https://ex.example/a/x",
                "../x?y | https://ex.example/x?y",
                "?y | https://ex.example/a/b?y",
                "//o.example/z | https://o.example/z",
                "http://o.example/z | http://o.example/z",
                "#part | https://ex.example/a/b?q"
            })
    void resolvesReferences(String reference, String expected) {
        assertEquals(
                expected.strip(),
                Url.parse("https://ex.example/a/b?q").resolve(reference.strip()).toString());
    }

    @ParameterizedTest
    @CsvSource({"https://ex.example:8080/,ex.example", "http://[::1]:80/,[::1]", "http://[::1]:81/,[::1]"})
    void namesTheHostWithoutPort(String text, String host) {
        assertEquals(host, Url.parse(text).host());
    }
}
