package dev.evodb.lance.text;

import java.text.Normalizer;

/// Writes characters in ASCII where they have a form in it: letters without their accents, ligatures as
/// letters, digits and letters in circles, of full width or for mathematics as plain ones. Others stay.
///
/// Each character for itself is decomposed (NFKD); of what comes out, ASCII characters and some letters
/// that have no decomposition are kept. If nothing is left the character stays. The rule follows
/// what the native writer makes of single characters; rare ones may differ.
final class AsciiFolding {
    private AsciiFolding() {}

    static String fold(String text) {
        int at = 0;
        while (at < text.length() && text.charAt(at) < 0x80) {
            at++;
        }
        if (at == text.length()) {
            return text;
        }
        StringBuilder folded = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c < 0x80) {
                folded.append((char) c);
            } else {
                int before = folded.length();
                fold(c, folded);
                if (folded.length() == before) {
                    folded.appendCodePoint(c);
                }
            }
        });
        return folded.toString();
    }

    private static void fold(int c, StringBuilder folded) {
        Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKD)
                .codePoints()
                .forEach(part -> {
                    if (part < 0x80) {
                        folded.append((char) part);
                    } else {
                        folded.append(letters(part));
                    }
                });
    }

    /// What stands for a letter that has no decomposition.
    private static String letters(int c) {
        return switch (c) {
            case 'Æ' -> "AE";
            case 'æ' -> "ae";
            case 'Ð', 'Đ' -> "D";
            case 'ð', 'đ' -> "d";
            case 'Ħ' -> "H";
            case 'ħ' -> "h";
            case 'ı' -> "i";
            case 'ĸ' -> "k";
            case 'Ł' -> "L";
            case 'ł' -> "l";
            case 'Ŋ' -> "N";
            case 'ŋ' -> "n";
            case 'Ø' -> "O";
            case 'ø' -> "o";
            case 'Œ' -> "OE";
            case 'œ' -> "oe";
            case 'ẞ' -> "SS";
            case 'ß' -> "ss";
            case 'Þ' -> "TH";
            case 'þ' -> "th";
            case 'Ŧ' -> "T";
            case 'ŧ' -> "t";
            default -> "";
        };
    }
}
