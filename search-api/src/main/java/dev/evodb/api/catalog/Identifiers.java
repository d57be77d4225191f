package dev.evodb.api.catalog;

import dev.evodb.api.error.ApiException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// The names of namespaces and tables in a request: one part of a path, percent-coded, in which a
/// delimiter stands between names.
///
/// The part is decoded once. Whatever could mean something to a file system besides a name is refused then:
/// `/`, `\`, control characters, `.` and `..`, names that are empty or of more than 255 bytes. Names are
/// looked up among those that there are, so that even a name that passes leads nowhere else.
public final class Identifiers {
    /// Between names, unless a request says otherwise.
    public static final String DELIMITER = "$";

    private static final int MAX_NAME_BYTES = 255;
    /// Most names of one identifier.
    public static final int MAX_NAMES = 32;

    private static final int MAX_DELIMITER_CHARS = 8;

    private Identifiers() {}

    /// The names in `part`, a percent-coded part of a path. The delimiter alone stands for the root: no
    /// names.
    ///
    /// @throws ApiException (400) for names that are not allowed
    public static List<String> names(String part, String delimiter) {
        return ofText(decode(part), delimiter);
    }

    /// As [#names], of a part that names a table.
    ///
    /// @throws ApiException (400) for names that are not allowed
    public static TableId table(String part, String delimiter) {
        List<String> names = names(part, delimiter);
        if (names.isEmpty()) {
            throw ApiException.invalid("a table has a name, the delimiter alone names the root namespace");
        }
        return new TableId(names.subList(0, names.size() - 1), names.getLast());
    }

    /// Decodes a percent-coded text, once.
    ///
    /// @throws ApiException (400) if that is no UTF-8, over-long forms included
    public static String decode(String part) {
        byte[] bytes = new byte[part.length()];
        int count = 0;
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '%') {
                boolean hasDigits = i + 2 < part.length()
                        && HexFormat.isHexDigit(part.charAt(i + 1))
                        && HexFormat.isHexDigit(part.charAt(i + 2));
                if (!hasDigits) {
                    throw ApiException.invalid("a % in the path is not followed by two hex digits");
                }
                bytes[count++] = (byte) HexFormat.fromHexDigits(part, i + 1, i + 3);
                i += 2;
            } else if (c > ' ' && c < 0x7F) {
                bytes[count++] = (byte) c;
            } else {
                throw ApiException.invalid("the path has a character that has to be percent-coded");
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, 0, count))
                    .toString();
        } catch (CharacterCodingException e) {
            throw ApiException.invalid("the path is not UTF-8");
        }
    }

    /// `delimiter`, if it may stand between names.
    ///
    /// @throws ApiException (400) if not
    public static String checkedDelimiter(String delimiter) {
        if (delimiter.isEmpty() || delimiter.length() > MAX_DELIMITER_CHARS) {
            throw ApiException.invalid(
                    "the delimiter has 1 to " + MAX_DELIMITER_CHARS + " characters, got " + delimiter.length());
        }
        return delimiter;
    }

    private static List<String> ofText(String text, String delimiter) {
        checkedDelimiter(delimiter);
        if (text.equals(delimiter)) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (int from = 0; from <= text.length(); ) {
            int end = text.indexOf(delimiter, from);
            String name = text.substring(from, end < 0 ? text.length() : end);
            names.add(checked(name));
            if (names.size() > MAX_NAMES) {
                throw ApiException.invalid("an identifier has at most " + MAX_NAMES + " names");
            }
            from = end < 0 ? text.length() + 1 : end + delimiter.length();
        }
        return names;
    }

    /// `name`, if it may name a namespace or a table.
    ///
    /// @throws ApiException (400) if not
    public static String checked(String name) {
        if (name.isEmpty()) {
            throw ApiException.invalid("an identifier has an empty name");
        }
        if (name.equals(".") || name.equals("..")) {
            throw ApiException.invalid("an identifier has a name of dots");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw ApiException.invalid("a name of an identifier has more than " + MAX_NAME_BYTES + " bytes");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '/' || c == '\\' || Character.isISOControl(c)) {
                throw ApiException.invalid("a name of an identifier has a slash, a backslash or a control character");
            }
        }
        return name;
    }
}
