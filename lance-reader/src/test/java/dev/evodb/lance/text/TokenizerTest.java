package dev.evodb.lance.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import java.io.IOException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerTest {
    private static final Location AT = Location.of("metadata.lance");

    @Test
    void cutsAtEverythingButLettersAndDigits() throws IOException {
        assertEquals("can0 t1 stop漢字2", tokens("{}", "Can'T stop漢字!"));
        assertEquals(
                "e0 mail1 x2 y3 42nd4 ½5", tokens("{\"stem\":false,\"ascii_folding\":false}", "e-mail, x_y (42nd) ½"));
    }

    @Test
    void leavesTheirPlacesToWordsThatItRemoves() throws IOException {
        assertEquals("quick1 fox4", tokens("{}", "The quick and the foxes"));
    }

    @Test
    void foldsAccentsLigaturesAndCircledDigits() throws IOException {
        assertEquals(
                "cafe0 strasse1 aether2 1a3 lodz4 жук5",
                tokens("{\"stem\":false,\"remove_stop_words\":false}", "Café Straße Æther ①Ａ Łódź жук"));
    }

    @Test
    void cutsAtAsciiWhiteSpaceOnly() throws IOException {
        assertEquals(
                "a-b0 c\u00a0d1",
                tokens("{\"base_tokenizer\":\"whitespace\",\"ascii_folding\":false}", "a-b\tc\u00a0d"));
    }

    @Test
    void takesTheWholeTextAsOneToken() throws IOException {
        assertEquals("the end0", tokens("{\"base_tokenizer\":\"raw\",\"stem\":false}", "The End"));
    }

    @Test
    void cutsRunsOfCharacters() throws IOException {
        assertEquals(
                "am0 amb0 mb0 mbé0 bé0",
                tokens(
                        "{\"base_tokenizer\":\"ngram\",\"min_ngram_length\":2,\"max_ngram_length\":3,\"stem\":false,"
                                + "\"remove_stop_words\":false,\"ascii_folding\":false}",
                        "Ambé"));
        assertEquals("amb0", tokens("{\"base_tokenizer\":\"ngram\",\"prefix_only\":true,\"stem\":false}", "amber"));
    }

    @Test
    void removesTokensOfTheMostBytes() throws IOException {
        assertEquals("abcd1", tokens("{\"max_token_length\":5,\"stem\":false}", "abcde abcd"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"base_tokenizer":"jieba/default"} | base tokenizer jieba/default is not supported, accepted: simple, whitespace, raw, ngram (file=metadata.lance)
                    {"language":"French"} | language of a tokenizer French is not supported, accepted: English, or neither stemming nor its stop words (file=metadata.lance)
                    {"lance_tokenizer":"json"} | tokenizer of documents json is not supported, accepted: text (file=metadata.lance)
                    {"split_identifiers":true} | tokenizer setting split_identifiers is not supported, accepted: settings up to Lance 12 (file=metadata.lance)
                    """)
    void refusesByName(String params, String message) {
        assertEquals(
                message,
                assertThrows(UnsupportedFeatureException.class, () -> TokenizerSettings.parse(params, AT))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    [] | params are not a JSON object (file=metadata.lance)
                    {"stem":1} | params.stem is not a boolean (file=metadata.lance)
                    {"max_token_length":-1} | params.max_token_length is not a count (file=metadata.lance)
                    {"custom_stop_words":[1]} | params.custom_stop_words is not texts (file=metadata.lance)
                    {"base_tokenizer":"ngram","min_ngram_length":4} | n-grams are of 4 to 3 characters (file=metadata.lance)
                    """)
    void saysWhatIsWrongWithSettings(String params, String message) {
        assertEquals(
                message,
                assertThrows(CorruptFileException.class, () -> TokenizerSettings.parse(params, AT))
                        .getMessage());
    }

    private static String tokens(String params, String text) throws IOException {
        return new Tokenizer(TokenizerSettings.parse(params, AT))
                .tokens(text).stream()
                        .map(token -> token.text() + token.position())
                        .collect(Collectors.joining(" "));
    }
}
