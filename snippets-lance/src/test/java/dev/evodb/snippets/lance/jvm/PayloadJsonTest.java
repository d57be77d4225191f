package dev.evodb.snippets.lance.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.column.Column;
import dev.evodb.column.Validity;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.type.DataType;
import dev.evodb.type.DataType.Unit;
import dev.evodb.type.Field;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadJsonTest {
    private static final Validity ONE = Validity.allValid(1);

    private static String json(DataType type, Column column) {
        String text = new PayloadJson(new Field("c", type, true), column, false).text(0, 77);
        byte[] bytes = String.valueOf(text).getBytes(StandardCharsets.UTF_8);
        assertTrue(Json.isScalar(bytes, 0, bytes.length), text);
        return String.valueOf(text);
    }

    private static String ofLong(DataType type, long value) {
        return json(type, new Column.LongColumn(ONE, new long[] {value}));
    }

    private static String ofInt(DataType type, int value) {
        return json(type, new Column.IntColumn(ONE, new int[] {value}));
    }

    @Test
    void writesIntegersWithAllDigits() {
        assertEquals("-9223372036854775808", ofLong(new DataType.Int(64, true), Long.MIN_VALUE));
        assertEquals("18446744073709551615", ofLong(new DataType.Int(64, false), -1));
        assertEquals("4294967295", ofInt(new DataType.Int(32, false), -1));
        assertEquals("-1", ofInt(new DataType.Int(32, true), -1));
        assertEquals("255", json(new DataType.Int(8, false), new Column.ByteColumn(ONE, new byte[] {-1})));
        assertEquals("65535", json(new DataType.Int(16, false), new Column.ShortColumn(ONE, new short[] {-1})));
        assertEquals("true", json(new DataType.Bool(), new Column.BitColumn(ONE, new byte[] {1})));
    }

    @Test
    void writesFloatsAsTheShortestDecimal() {
        assertEquals("0.1", json(new DataType.FloatingPoint(32), new Column.FloatColumn(ONE, new float[] {0.1f})));
        assertEquals(
                "1.0E-300", json(new DataType.FloatingPoint(64), new Column.DoubleColumn(ONE, new double[] {1e-300})));
        assertEquals("65504.0", json(new DataType.FloatingPoint(16), new Column.ShortColumn(ONE, new short[] {
            (short) 0x7BFF
        })));
    }

    @Test
    void writesDecimalsWithTheirScale() {
        byte[] value = new byte[16];
        java.util.Arrays.fill(value, (byte) -1);
        assertEquals("-0.001", json(new DataType.Decimal(128, 10, 3), new Column.FixedBytesColumn(ONE, 16, value)));
    }

    @Test
    void writesTimesSoThatTheySortAsStrings() {
        assertEquals("\"2024-02-29\"", ofInt(new DataType.Date(Unit.DAY), 19_782));
        assertEquals("\"1969-12-31\"", ofLong(new DataType.Date(Unit.MILLISECOND), -1));
        assertEquals("\"23:59:59\"", ofInt(new DataType.Time(Unit.SECOND), 86_399));
        assertEquals("\"00:00:00.000000001\"", ofLong(new DataType.Time(Unit.NANOSECOND), 1));
        assertEquals(
                "\"1970-01-01T00:00:01.500Z\"",
                ofLong(new DataType.Timestamp(Unit.MILLISECOND, "Europe/Berlin"), 1500));
        assertEquals("\"1969-12-31T23:59:59.999999\"", ofLong(new DataType.Timestamp(Unit.MICROSECOND, ""), -1));
        assertEquals("\"1970-01-01T00:00:00\"", ofLong(new DataType.Timestamp(Unit.SECOND, ""), 0));
        assertEquals("1500", ofLong(new DataType.Duration(Unit.MILLISECOND), 1500));
    }

    @Test
    void writesStringsAndBytes() {
        byte[] text = "a\"\\\n\u2028ä😀".getBytes(StandardCharsets.UTF_8);
        assertEquals(
                "\"a\\\"\\\\\\u000a\\u2028ä😀\"",
                json(new DataType.Utf8(false), new Column.BytesColumn(ONE, new int[] {0, text.length}, text)));
        assertEquals(
                "\"/wA=\"",
                json(new DataType.Binary(false), new Column.BytesColumn(ONE, new int[] {0, 2}, new byte[] {-1, 0})));
        assertEquals("\"/wA=\"", json(new DataType.FixedSizeBinary(2), new Column.FixedBytesColumn(ONE, 2, new byte[] {
            -1, 0
        })));
    }

    @Test
    void refusesWhatJsonCannotSayUnlessItMayBeNull() {
        Field field = new Field("c", new DataType.FloatingPoint(64), true);
        Column column = new Column.DoubleColumn(ONE, new double[] {Double.NaN});
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new PayloadJson(field, column, false).text(0, 77));

        assertEquals(
                "payload column c of row id 77 is NaN, which JSON cannot say; such values can be packed as null",
                e.getMessage());
        assertNull(new PayloadJson(field, column, true).text(0, 77));
    }

    @Test
    void refusesTimesThatHaveNoName() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> ofLong(new DataType.Time(Unit.MICROSECOND), 86_400_000_000L));

        assertEquals(
                "payload column c of row id 77 is 86400000000, which names no Time that ISO 8601 can say",
                e.getMessage());
        assertThrows(
                IllegalArgumentException.class, () -> ofLong(new DataType.Timestamp(Unit.SECOND, ""), Long.MAX_VALUE));
    }

    @Test
    void refusesNestedColumns() {
        Field item = new Field("item", new DataType.Bool(), true);
        Field field = new Field("c", new DataType.ListOf(item, false), true);
        Column column =
                new Column.ListColumn(ONE, new int[] {0, 0}, new Column.BitColumn(Validity.allValid(0), new byte[0]));
        UnsupportedFeatureException e = assertThrows(
                UnsupportedFeatureException.class, () -> new PayloadJson(field, column, false).text(0, 77));

        assertEquals(
                "payload column type ListOf is not supported, accepted: booleans, numbers, strings, binary values,"
                        + " dates, times (file=table, column=c)",
                e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01",
                "1.",
                ".5",
                "+1",
                "1e",
                "--1",
                "nul",
                "nulll",
                "\"",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"a\"b",
                "[1]",
                "{}",
                "NaN",
                "\"\t\"",
                "1,2"
            })
    void takesNothingElseForAScalar(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        assertFalse(Json.isScalar(bytes, 0, bytes.length));
    }

    @Test
    void takesNoBrokenUtf8ForAString() {
        byte[] bytes = {'"', (byte) 0xC3, '"'};

        assertFalse(Json.isScalar(bytes, 0, bytes.length));
    }
}
