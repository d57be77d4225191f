package dev.evodb.lance.text;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// How an index cuts texts into tokens: `params` in the metadata of its `metadata.lance`, a JSON object.
///
/// A text is cut by the base tokenizer; the filters then follow in the order of the components. Of tokens
/// that a filter removes, the place stays empty.
record TokenizerSettings(
        Base base,
        OptionalInt maxTokenBytes,
        boolean lowersCase,
        boolean stems,
        Optional<Set<String>> stopWords,
        boolean foldsToAscii) {
    private static final String ENGLISH = "English";
    /// The stop words of Lucene and of Lance for English.
    private static final Set<String> ENGLISH_STOP_WORDS = Set.of(
            "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no", "not",
            "of", "on", "or", "such", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was",
            "will", "with");
    private static final Set<String> KNOWN = Set.of(
            "lance_tokenizer",
            "base_tokenizer",
            "language",
            "with_position",
            "max_token_length",
            "lower_case",
            "stem",
            "remove_stop_words",
            "custom_stop_words",
            "ascii_folding",
            "min_ngram_length",
            "max_ngram_length",
            "prefix_only",
            // Only about how the index is stored, which its files say themselves.
            "block_size",
            "skip_merge");

    /// How a text is cut.
    sealed interface Base {
        /// Into runs of letters and digits of any script.
        record Simple() implements Base {}

        /// At ASCII white space.
        record Whitespace() implements Base {}

        /// Not at all.
        record Raw() implements Base {}

        /// Into all runs of `min` to `max` characters, with `isPrefix` only those at the start of the
        /// text.
        record NGram(int min, int max, boolean isPrefix) implements Base {
            public NGram {
                if (min < 1 || max < min) {
                    throw new IllegalArgumentException("n-grams of " + min + " to " + max + " characters");
                }
            }
        }
    }

    TokenizerSettings {
        stopWords = stopWords.map(Set::copyOf);
    }

    /// Reads `params`.
    ///
    /// @throws UnsupportedFeatureException for tokenizers, languages and settings that are not read
    static TokenizerSettings parse(String params, Location at) throws IOException {
        if (!(Json.parse(params, at) instanceof Json.Members(Map<String, Json> members))) {
            throw new CorruptFileException(at, "params are not a JSON object");
        }
        for (Map.Entry<String, Json> entry : members.entrySet()) {
            boolean isOff = entry.getValue() instanceof Json.Null
                    || (entry.getValue() instanceof Json.Truth(boolean isOn) && !isOn);
            if (!KNOWN.contains(entry.getKey()) && !isOff) {
                throw new UnsupportedFeatureException(
                        "tokenizer setting", entry.getKey(), "settings up to Lance 12", at);
            }
        }
        Reader reader = new Reader(members, at);
        String document = reader.text("lance_tokenizer", "text");
        if (!document.equals("text")) {
            throw new UnsupportedFeatureException("tokenizer of documents", document, "text", at);
        }
        boolean stems = reader.truth("stem", true);
        Optional<Set<String>> stopWords = Optional.empty();
        if (reader.truth("remove_stop_words", true)) {
            stopWords = Optional.of(reader.texts("custom_stop_words").orElse(ENGLISH_STOP_WORDS));
        }
        boolean needsLanguage =
                stems || stopWords.filter(ENGLISH_STOP_WORDS::equals).isPresent();
        String language = reader.text("language", ENGLISH);
        if (needsLanguage && !language.equals(ENGLISH)) {
            throw new UnsupportedFeatureException(
                    "language of a tokenizer", language, ENGLISH + ", or neither stemming nor its stop words", at);
        }
        return new TokenizerSettings(
                base(reader, at),
                reader.count("max_token_length"),
                reader.truth("lower_case", true),
                stems,
                stopWords,
                reader.truth("ascii_folding", true));
    }

    private static Base base(Reader reader, Location at) {
        String name = reader.text("base_tokenizer", "simple");
        return switch (name) {
            case "simple" -> new Base.Simple();
            case "whitespace" -> new Base.Whitespace();
            case "raw" -> new Base.Raw();
            case "ngram" -> {
                int min = reader.count("min_ngram_length").orElse(3);
                int max = reader.count("max_ngram_length").orElse(3);
                if (min < 1 || max < min) {
                    throw new CorruptFileException(at, "n-grams are of " + min + " to " + max + " characters");
                }
                yield new Base.NGram(min, max, reader.truth("prefix_only", false));
            }
            default ->
                throw new UnsupportedFeatureException("base tokenizer", name, "simple, whitespace, raw, ngram", at);
        };
    }

    /// Members of an object by their kind; null is as good as absent.
    private record Reader(Map<String, Json> members, Location at) {
        Json get(String name) {
            return members.getOrDefault(name, new Json.Null());
        }

        String text(String name, String absent) {
            return switch (get(name)) {
                case Json.Null _ -> absent;
                case Json.Text(String value) -> value;
                default -> throw other(name, "a text");
            };
        }

        boolean truth(String name, boolean absent) {
            return switch (get(name)) {
                case Json.Null _ -> absent;
                case Json.Truth(boolean value) -> value;
                default -> throw other(name, "a boolean");
            };
        }

        OptionalInt count(String name) {
            return switch (get(name)) {
                case Json.Null _ -> OptionalInt.empty();
                case Json.Numeric(var value)
                when value.signum() >= 0 && value.precision() - value.scale() < 10 && value.scale() == 0 ->
                    OptionalInt.of(value.intValue());
                default -> throw other(name, "a count");
            };
        }

        Optional<Set<String>> texts(String name) {
            return switch (get(name)) {
                case Json.Null _ -> Optional.empty();
                case Json.Items(List<Json> items) -> {
                    List<String> texts = new ArrayList<>();
                    for (Json item : items) {
                        if (!(item instanceof Json.Text(String value))) {
                            throw other(name, "texts");
                        }
                        texts.add(value);
                    }
                    yield Optional.of(Set.copyOf(texts));
                }
                default -> throw other(name, "texts");
            };
        }

        CorruptFileException other(String name, String expected) {
            return new CorruptFileException(at, "params." + name + " is not " + expected);
        }
    }
}
