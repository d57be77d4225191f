package dev.evodb.chain.jvm.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Values as JSON text in UTF-8, as JavaScript writes them. Numbers are doubles, but for whole ones that no
/// double holds: they keep their digits.
public final class ValueJson {
    /// Deeper texts are refused.
    public static final int MAX_NESTING = 256;

    /// From here on doubles do not hold all whole numbers.
    private static final double WHOLE_BOUND = 9007199254740992.0;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
            .build();

    private ValueJson() {}

    /// @throws CallFailedException that says why `text` is not one JSON value
    public static Value read(byte[] text) throws CallFailedException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw CallFailedException.brokenBody("there is no value");
            }
            Value value = value(parser, first);
            if (parser.nextToken() != null) {
                throw CallFailedException.brokenBody("text behind the end");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw CallFailedException.brokenBody(e.getOriginalMessage());
        } catch (CallFailedException e) {
            throw e;
        } catch (IOException e) {
            // Bytes in memory fail only by what they say, such as half of a character.
            throw CallFailedException.brokenBody(String.valueOf(e.getMessage()));
        }
    }

    /// @throws IllegalArgumentException if `value` has bytes in it
    public static byte[] write(Value value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            write(json, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static Value value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Value> members = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    members.put(name, value(parser, parser.nextToken()));
                }
                yield new Value.Members(members);
            }
            case START_ARRAY -> {
                List<Value> items = new ArrayList<>();
                for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
                    items.add(value(parser, item));
                }
                yield new Value.Items(items);
            }
            case VALUE_STRING -> Value.of(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser, token);
            case VALUE_TRUE -> Value.of(true);
            case VALUE_FALSE -> Value.of(false);
            case VALUE_NULL -> new Value.Null();
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new IllegalStateException("a value cannot begin with " + token);
        };
    }

    private static Value number(JsonParser parser, JsonToken token) throws IOException {
        String text = parser.getText();
        double number = Double.parseDouble(text);
        if (token == JsonToken.VALUE_NUMBER_INT && Math.abs(number) >= WHOLE_BOUND) {
            return new Value.Digits(text);
        }
        if (!Double.isFinite(number)) {
            throw CallFailedException.brokenBody("a number is out of range");
        }
        return Value.of(number);
    }

    private static void write(JsonGenerator json, Value value) throws IOException {
        switch (value) {
            case Value.Members(Map<String, Value> members) -> {
                json.writeStartObject();
                for (Map.Entry<String, Value> member : members.entrySet()) {
                    json.writeFieldName(member.getKey());
                    write(json, member.getValue());
                }
                json.writeEndObject();
            }
            case Value.Items(List<Value> items) -> {
                json.writeStartArray();
                for (Value item : items) {
                    write(json, item);
                }
                json.writeEndArray();
            }
            case Value.Text(String text) -> json.writeString(text);
            case Value.Numeral(double number) -> {
                if (Math.rint(number) == number && Math.abs(number) < WHOLE_BOUND) {
                    json.writeNumber((long) number);
                } else {
                    json.writeNumber(text(number));
                }
            }
            case Value.Digits(String digits) -> json.writeNumber(digits);
            case Value.Truth(boolean isTrue) -> json.writeBoolean(isTrue);
            case Value.Null _ -> json.writeNull();
            case Value.Bytes _ -> throw new IllegalArgumentException("bytes are no JSON");
        }
    }

    /// With an exponent from 1e21 on and below 1e-6.
    private static String text(double number) {
        BigDecimal decimal = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent >= -6 && exponent <= 20) {
            return decimal.toPlainString();
        }
        String digits = decimal.unscaledValue().abs().toString();
        return (number < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() == 1 ? "" : "." + digits.substring(1))
                + (exponent < 0 ? "e" : "e+")
                + exponent;
    }
}
