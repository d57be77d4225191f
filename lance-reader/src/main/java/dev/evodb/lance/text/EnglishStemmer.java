package dev.evodb.lance.text;

import java.util.Map;
import java.util.Set;

/// The Snowball stemmer for English, also called Porter2, in the version of 2019 and before that writers
/// use. For one word; characters other than ASCII letters count as consonants.
///
/// Source: the description of the algorithm at snowballstem.org, "The English (Porter2) stemming
/// algorithm".
final class EnglishStemmer {
    private static final Map<String, String> WHOLE_WORDS = Map.ofEntries(
            Map.entry("skis", "ski"),
            Map.entry("skies", "sky"),
            Map.entry("dying", "die"),
            Map.entry("lying", "lie"),
            Map.entry("tying", "tie"),
            Map.entry("idly", "idl"),
            Map.entry("gently", "gentl"),
            Map.entry("ugly", "ugli"),
            Map.entry("early", "earli"),
            Map.entry("only", "onli"),
            Map.entry("singly", "singl"),
            Map.entry("sky", "sky"),
            Map.entry("news", "news"),
            Map.entry("howe", "howe"),
            Map.entry("atlas", "atlas"),
            Map.entry("cosmos", "cosmos"),
            Map.entry("bias", "bias"),
            Map.entry("andes", "andes"));
    private static final Set<String> DONE_AFTER_PLURAL =
            Set.of("inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed");
    private static final String[] LONG_FIRST_PARTS = {"gener", "commun", "arsen"};
    private static final String[] DOUBLES = {"bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt"};
    /// Suffixes of the second step with what takes their place in the first region; of two that fit, the
    /// longer counts.
    private static final String[][] SECOND = {
        {"tional", "tion"}, {"enci", "ence"}, {"anci", "ance"}, {"abli", "able"}, {"entli", "ent"}, {"izer", "ize"},
        {"ization", "ize"}, {"ational", "ate"}, {"ation", "ate"}, {"ator", "ate"}, {"alism", "al"}, {"aliti", "al"},
        {"alli", "al"}, {"fulness", "ful"}, {"ousli", "ous"}, {"ousness", "ous"}, {"iveness", "ive"}, {"iviti", "ive"},
        {"biliti", "ble"}, {"bli", "ble"}, {"ogi", "og"}, {"fulli", "ful"}, {"lessli", "less"}, {"li", ""}
    };
    private static final String[][] THIRD = {
        {"tional", "tion"},
        {"ational", "ate"},
        {"alize", "al"},
        {"icate", "ic"},
        {"iciti", "ic"},
        {"ical", "ic"},
        {"ful", ""},
        {"ness", ""},
        {"ative", ""}
    };
    private static final String[][] FOURTH = {
        {"al", ""}, {"ance", ""}, {"ence", ""}, {"er", ""}, {"ic", ""}, {"able", ""}, {"ible", ""}, {"ant", ""},
        {"ement", ""}, {"ment", ""}, {"ent", ""}, {"ism", ""}, {"ate", ""}, {"iti", ""}, {"ous", ""}, {"ive", ""},
        {"ize", ""}, {"ion", ""}
    };

    /// A `y` that counts as a consonant is written `Y`.
    private final StringBuilder word;
    /// Where the regions after the first and the second consonant that follows a vowel start.
    private int region1;
    private int region2;

    private EnglishStemmer(String word) {
        this.word = new StringBuilder(word);
    }

    /// The stem of `word`, which is in lower case.
    static String stem(String word) {
        String known = WHOLE_WORDS.get(word);
        if (known != null) {
            return known;
        }
        if (word.codePointCount(0, word.length()) <= 2) {
            return word;
        }
        EnglishStemmer stemmer = new EnglishStemmer(word);
        stemmer.run();
        return stemmer.word.toString().replace('Y', 'y');
    }

    private void run() {
        if (word.charAt(0) == '\'') {
            word.deleteCharAt(0);
        }
        markConsonants();
        region1 = afterFirstPart();
        region2 = region(region1);
        removePossessive();
        removePlural();
        if (DONE_AFTER_PLURAL.contains(word.toString())) {
            return;
        }
        removePast();
        int last = word.length() - 1;
        if (last >= 2 && (ends("y") || ends("Y")) && !isVowel(last - 1)) {
            word.setCharAt(last, 'i');
        }
        second();
        third();
        fourth();
        fifth();
    }

    private void markConsonants() {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) == 'y' && (i == 0 || isVowel(i - 1))) {
                word.setCharAt(i, 'Y');
            }
        }
    }

    private int afterFirstPart() {
        for (String part : LONG_FIRST_PARTS) {
            if (word.indexOf(part) == 0) {
                return part.length();
            }
        }
        return region(0);
    }

    /// One behind the first consonant after a vowel from `from` on, or the end.
    private int region(int from) {
        int at = from;
        while (at < word.length() && !isVowel(at)) {
            at++;
        }
        while (at < word.length() && isVowel(at)) {
            at++;
        }
        return Math.min(at + 1, word.length());
    }

    private void removePossessive() {
        for (String suffix : new String[] {"'s'", "'s", "'"}) {
            if (ends(suffix)) {
                cut(suffix);
                return;
            }
        }
    }

    private void removePlural() {
        if (ends("sses")) {
            replace("sses", "ss");
        } else if (ends("ied") || ends("ies")) {
            replace("ies", word.length() > 4 ? "i" : "ie");
        } else if (ends("s") && !ends("us") && !ends("ss") && hasVowel(word.length() - 2)) {
            cut("s");
        }
    }

    private void removePast() {
        if (ends("eed") || ends("eedly")) {
            String suffix = ends("eed") ? "eed" : "eedly";
            if (isIn(region1, suffix)) {
                replace(suffix, "ee");
            }
            return;
        }
        for (String suffix : new String[] {"ingly", "edly", "ing", "ed"}) {
            if (ends(suffix)) {
                if (hasVowel(word.length() - suffix.length())) {
                    cut(suffix);
                    mendPast();
                }
                return;
            }
        }
    }

    private void mendPast() {
        if (ends("at") || ends("bl") || ends("iz")) {
            word.append('e');
        } else if (endsInDouble()) {
            word.setLength(word.length() - 1);
        } else if (word.length() == region1 && endsInShortSyllable(word.length())) {
            word.append('e');
        }
    }

    private boolean endsInDouble() {
        for (String pair : DOUBLES) {
            if (ends(pair)) {
                return true;
            }
        }
        return false;
    }

    private void second() {
        String[] found = longest(SECOND);
        if (found.length == 0 || !isIn(region1, found[0])) {
            return;
        }
        int before = word.length() - found[0].length() - 1;
        boolean applies = switch (found[0]) {
            case "ogi" -> before >= 0 && word.charAt(before) == 'l';
            case "li" -> before >= 0 && "cdeghkmnrt".indexOf(word.charAt(before)) >= 0;
            default -> true;
        };
        if (applies) {
            replace(found[0], found[1]);
        }
    }

    private void third() {
        String[] found = longest(THIRD);
        if (found.length > 0
                && isIn(found[0].equals("ative") ? region2 : region1, found[0])
                && isIn(region1, found[0])) {
            replace(found[0], found[1]);
        }
    }

    private void fourth() {
        String[] found = longest(FOURTH);
        if (found.length == 0 || !isIn(region2, found[0])) {
            return;
        }
        int before = word.length() - found[0].length() - 1;
        if (!found[0].equals("ion") || (before >= 0 && "st".indexOf(word.charAt(before)) >= 0)) {
            cut(found[0]);
        }
    }

    private void fifth() {
        int last = word.length() - 1;
        if (ends("e")) {
            if (isIn(region2, "e") || (isIn(region1, "e") && !endsInShortSyllable(last))) {
                cut("e");
            }
        } else if (ends("ll") && isIn(region2, "l")) {
            cut("l");
        }
    }

    /// The longest of the suffixes that the word ends in, with its replacement; empty if there is none.
    private String[] longest(String[][] suffixes) {
        String[] found = {};
        for (String[] suffix : suffixes) {
            if (ends(suffix[0]) && (found.length == 0 || suffix[0].length() > found[0].length())) {
                found = suffix;
            }
        }
        return found;
    }

    private boolean ends(String suffix) {
        int from = word.length() - suffix.length();
        return from >= 0 && word.indexOf(suffix, from) == from;
    }

    /// Whether the suffix, which is there, starts in the region.
    private boolean isIn(int region, String suffix) {
        return word.length() - suffix.length() >= region;
    }

    private void cut(String suffix) {
        word.setLength(word.length() - suffix.length());
    }

    /// The last characters, as many as `suffix` has, become `replacement`.
    private void replace(String suffix, String replacement) {
        cut(suffix);
        word.append(replacement);
    }

    private boolean isVowel(int at) {
        return "aeiouy".indexOf(word.charAt(at)) >= 0;
    }

    /// Whether there is a vowel before `end`.
    private boolean hasVowel(int end) {
        for (int i = 0; i < end; i++) {
            if (isVowel(i)) {
                return true;
            }
        }
        return false;
    }

    /// Whether the first `length` characters end in vowel and consonant, with a consonant before them and
    /// the last one none of w, x and Y; or are nothing but vowel and consonant.
    private boolean endsInShortSyllable(int length) {
        if (length < 2 || isVowel(length - 1) || !isVowel(length - 2)) {
            return false;
        }
        return length == 2 || (!isVowel(length - 3) && "wxY".indexOf(word.charAt(length - 1)) < 0);
    }
}
