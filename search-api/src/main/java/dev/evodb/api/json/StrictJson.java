package dev.evodb.api.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.evodb.api.ApiLimits;
import dev.evodb.api.error.ApiException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// JSON of clients: one document in UTF-8, without duplicate names and without anything after it, no deeper
/// and with no longer numbers than [ApiLimits] say. Everything else is refused with the place of what is
/// wrong.
public final class StrictJson {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(ApiLimits.JSON_DEPTH)
                    .maxNumberLength(ApiLimits.NUMBER_CHARS)
                    .maxStringLength(ApiLimits.TEXT_CHARS)
                    .maxNameLength(1024)
                    .build())
            .build();
    private static final ObjectReader TREES =
            new ObjectMapper(FACTORY).reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private StrictJson() {}

    /// What reads a document from its first token on, and leaves the parser at its last one.
    @FunctionalInterface
    public interface Reading<T> {
        T read(JsonParser json) throws IOException;
    }

    /// What `reading` makes of `body`.
    ///
    /// @throws ApiException (400) if the body is no such document
    public static <T> T read(byte[] body, Reading<T> reading) {
        requireText(body);
        try (JsonParser json = FACTORY.createParser(body)) {
            if (json.nextToken() == null) {
                throw ApiException.invalid("the body is empty, expected a JSON document");
            }
            T answer = reading.read(json);
            if (json.nextToken() != null) {
                throw ApiException.invalid("the body has something after its JSON document, at line "
                        + json.currentTokenLocation().getLineNr() + ", column "
                        + json.currentTokenLocation().getColumnNr());
            }
            return answer;
        } catch (JsonProcessingException e) {
            throw invalid(e);
        } catch (IOException e) {
            throw ApiException.invalid("the body is no JSON document");
        }
    }

    /// `body` as a tree; an empty body is an empty object, and so is `null`.
    ///
    /// @throws ApiException (400) if the body is neither that nor a JSON object
    public static JsonNode object(byte[] body) {
        requireText(body);
        try {
            JsonNode tree = TREES.readTree(body);
            if (tree.isMissingNode() || tree.isNull()) {
                return TREES.createObjectNode();
            }
            if (!tree.isObject()) {
                throw ApiException.invalid("the body has to be a JSON object");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw invalid(e);
        } catch (IOException e) {
            throw ApiException.invalid("the body is no JSON document");
        }
    }

    /// @throws ApiException (400) unless the current token is `token`
    public static void require(JsonParser json, JsonToken token, String what) {
        if (json.currentToken() != token) {
            JsonLocation at = json.currentTokenLocation();
            // Tokens that were never text have no line.
            String place = at.getLineNr() < 1 ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw ApiException.invalid(
                    what + place + " has to be " + name(token) + ", got " + name(json.currentToken()));
        }
    }

    private static String name(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a text";
            case VALUE_NUMBER_INT -> "an integer";
            case VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            case VALUE_NULL -> "null";
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT -> "something else";
        };
    }

    private static ApiException invalid(JsonProcessingException problem) {
        String place = problem.getLocation() == null
                ? ""
                : " at line " + problem.getLocation().getLineNr() + ", column "
                        + problem.getLocation().getColumnNr();
        return ApiException.invalid("the body is no JSON as it is accepted here" + place + ": "
                + problem.getOriginalMessage().lines().findFirst().orElse(""));
    }

    /// A half of a character, escaped, is one that no text can have.
    private static void requireWholeCharacters(byte[] body) {
        int at = 0;
        while (at < body.length) {
            if (body[at] != '\\') {
                at++;
                continue;
            }
            int unit = escaped(body, at + 1);
            boolean isHigh = unit >= 0 && Character.isHighSurrogate((char) unit);
            boolean isLow = unit >= 0 && Character.isLowSurrogate((char) unit);
            int next = isHigh && at + 6 < body.length && body[at + 6] == '\\' ? escaped(body, at + 7) : -1;
            boolean isPair = next >= 0 && Character.isLowSurrogate((char) next);
            if ((isHigh || isLow) && !isPair) {
                throw ApiException.invalid("the body has half of a surrogate pair at byte " + at);
            }
            at += isPair ? 12 : 2;
        }
    }

    /// The unit of UTF-16 that `u` and four digits at `at` stand for; -1 if that is something else.
    private static int escaped(byte[] body, int at) {
        if (at + 4 >= body.length || body[at] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = at + 1; i <= at + 4; i++) {
            int digit = HexFormat.isHexDigit(body[i]) ? HexFormat.fromHexDigit(body[i]) : -1;
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    /// Jackson takes UTF-16 and UTF-32 as well, and a byte order mark.
    private static void requireText(byte[] body) {
        if (body.length >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF) {
            throw ApiException.invalid("the body starts with a byte order mark, expected plain UTF-8");
        }
        boolean isEscaping = false;
        boolean isAscii = true;
        for (byte b : body) {
            isEscaping |= b == '\\';
            isAscii &= b > 0;
        }
        if (!isAscii) {
            requireValidUtf8(body);
        }
        if (isEscaping) {
            requireWholeCharacters(body);
        }
    }

    private static void requireValidUtf8(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException e) {
            throw ApiException.invalid("the body is not UTF-8");
        }
        for (byte b : body) {
            if (b == 0) {
                throw ApiException.invalid("the body has a zero byte, expected UTF-8");
            }
        }
    }
}
