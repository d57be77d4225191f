package dev.evodb.lance.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnglishStemmerTest {
    /// What an index of the native writer has for these words.
    @ParameterizedTest
    @CsvSource({
        "a, a",
        "at, at",
        "sky, sky",
        "skies, sky",
        "dying, die",
        "gently, gentl",
        "news, news",
        "caresses, caress",
        "ponies, poni",
        "ties, tie",
        "cries, cri",
        "gas, gas",
        "this, this",
        "gaps, gap",
        "kiwis, kiwi",
        "agreed, agre",
        "feed, feed",
        "plastered, plaster",
        "bled, bled",
        "motoring, motor",
        "hopping, hop",
        "hoping, hope",
        "falling, fall",
        "fizzed, fizz",
        "luxuriated, luxuri",
        "disabling, disabl",
        "cry, cri",
        "by, by",
        "say, say",
        "enjoy, enjoy",
        "youth, youth",
        "toyed, toy",
        "relational, relat",
        "conditional, condit",
        "digitizer, digit",
        "vietnamization, vietnam",
        "operator, oper",
        "feudalism, feudal",
        "hopefulness, hope",
        "callousness, callous",
        "sensibiliti, sensibl",
        "analogi, analog",
        "friendly, friend",
        "triplicate, triplic",
        "formalize, formal",
        "electricity, electr",
        "hopeful, hope",
        "goodness, good",
        "formative, format",
        "revival, reviv",
        "allowance, allow",
        "inference, infer",
        "airliner, airlin",
        "adjustable, adjust",
        "replacement, replac",
        "adoption, adopt",
        "communism, communism",
        "communities, communiti",
        "generously, generous",
        "arsenal, arsenal",
        "probate, probat",
        "rate, rate",
        "cease, ceas",
        "controlling, control",
        "rolled, roll",
        "inning, inning",
        "exceeding, exceed",
        "über, über",
        "naïveté, naïveté"
    })
    void stemsLikeTheWriter(String word, String stem) {
        assertEquals(stem, EnglishStemmer.stem(word));
    }
}
