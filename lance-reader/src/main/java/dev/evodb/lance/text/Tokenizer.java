package dev.evodb.lance.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/// Cuts texts into tokens as the settings say. Immutable, thread-safe.
final class Tokenizer {
    /// Words as they are written.
    static final Tokenizer PLAIN = new Tokenizer(new TokenizerSettings(
            new TokenizerSettings.Base.Simple(), OptionalInt.empty(), false, false, Optional.empty(), false));

    private final TokenizerSettings settings;

    Tokenizer(TokenizerSettings settings) {
        this.settings = settings;
    }

    /// A token and its place among the tokens of the text, counted before filters remove some.
    record Token(String text, int position) {
        byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /// The tokens of `text`, in its order.
    List<Token> tokens(String text) {
        List<Token> tokens = new ArrayList<>();
        switch (settings.base()) {
            case TokenizerSettings.Base.Simple _ -> cut(text, Tokenizer::isLetterOrDigit, tokens);
            case TokenizerSettings.Base.Whitespace _ -> cut(text, c -> !isWhitespace(c), tokens);
            case TokenizerSettings.Base.Raw _ -> add(text, 0, tokens);
            case TokenizerSettings.Base.NGram grams -> cutGrams(text, grams, tokens);
        }
        return tokens;
    }

    /// Adds the maximal runs of characters that belong to tokens.
    private void cut(String text, Function<Integer, Boolean> belongs, List<Token> tokens) {
        int position = 0;
        int start = -1;
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            boolean isInside = belongs.apply(c);
            if (isInside && start < 0) {
                start = at;
            } else if (!isInside && start >= 0) {
                add(text.substring(start, at), position++, tokens);
                start = -1;
            }
            at += Character.charCount(c);
        }
        if (start >= 0) {
            add(text.substring(start), position, tokens);
        }
    }

    private void cutGrams(String text, TokenizerSettings.Base.NGram grams, List<Token> tokens) {
        int start = 0;
        while (start < text.length()) {
            int end = start;
            for (int length = 1; length <= grams.max() && end < text.length(); length++) {
                end += Character.charCount(text.codePointAt(end));
                if (length >= grams.min()) {
                    add(text.substring(start, end), 0, tokens);
                }
            }
            if (grams.isPrefix()) {
                return;
            }
            start += Character.charCount(text.codePointAt(start));
        }
    }

    private void add(String text, int position, List<Token> tokens) {
        filter(text).ifPresent(kept -> tokens.add(new Token(kept, position)));
    }

    private Optional<String> filter(String text) {
        String token = text;
        if (settings.maxTokenBytes().isPresent()
                && token.getBytes(StandardCharsets.UTF_8).length
                        >= settings.maxTokenBytes().getAsInt()) {
            return Optional.empty();
        }
        if (settings.lowersCase()) {
            token = lowerCase(token);
        }
        if (settings.stems()) {
            token = EnglishStemmer.stem(token);
        }
        if (settings.stopWords().isPresent() && settings.stopWords().get().contains(token)) {
            return Optional.empty();
        }
        return Optional.of(settings.foldsToAscii() ? AsciiFolding.fold(token) : token);
    }

    /// Character by character, whatever stands around.
    static String lowerCase(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            lower.appendCodePoint(Character.toLowerCase(c));
            if (c == 'İ') {
                lower.append('\u0307');
            }
        });
        return lower.toString();
    }

    private static boolean isLetterOrDigit(int c) {
        return switch (Character.getType(c)) {
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
            default -> Character.isAlphabetic(c);
        };
    }

    private static boolean isWhitespace(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    }
}
