package dev.evodb.lance.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.evodb.type.DataType;
import dev.evodb.type.DataType.Unit;
import dev.evodb.type.Field;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogicalTypeTest {
    @Test
    void splitsTimestampsAtTheFirstColonsOnly() {
        assertEquals(leaf(new DataType.Timestamp(Unit.NANOSECOND, "+05:30")), LogicalType.parse("timestamp:ns:+05:30"));
    }

    @Test
    void readsTheDashOfTimestampsAsNoZone() {
        assertEquals(leaf(new DataType.Timestamp(Unit.SECOND, "")), LogicalType.parse("timestamp:s:-"));
    }

    @Test
    void readsTheLastSizeOfNestedFixedSizeListsAsTheOutermost() {
        DataType inner = new DataType.FixedSizeList(item(new DataType.FloatingPoint(32)), 3);
        assertEquals(
                leaf(new DataType.FixedSizeList(item(inner), 2)),
                LogicalType.parse("fixed_size_list:fixed_size_list:float:3:2"));
    }

    @Test
    void readsNegativeScales() {
        assertEquals(leaf(new DataType.Decimal(256, 60, -6)), LogicalType.parse("decimal:256:60:-6"));
    }

    @Test
    void readsDictionariesAsTheirValues() {
        assertEquals(
                leaf(new DataType.Timestamp(Unit.SECOND, "UTC")),
                LogicalType.parse("dict:timestamp:s:UTC:int16:false"));
    }

    @Test
    void readsListsAndStructs() {
        assertEquals(new LogicalType.ListOf(false), LogicalType.parse("list.struct"));
        assertEquals(new LogicalType.ListOf(true), LogicalType.parse("large_list"));
        assertEquals(new LogicalType.Struct(false), LogicalType.parse("struct"));
    }

    @Test
    void readsMapsAndFixedSizeListsOfStructs() {
        assertEquals(new LogicalType.MapOf(), LogicalType.parse("map"));
        assertEquals(new LogicalType.FixedSizeListOf(3), LogicalType.parse("fixed_size_list:struct:3"));
    }

    @Test
    void readsJsonAsBinary() {
        assertEquals(leaf(new DataType.Binary(true)), LogicalType.parse("json"));
    }

    @Test
    void marksItemsThatAreHalvesOfFloats() {
        Field item = new Field(
                "item", new DataType.FixedSizeBinary(2), true, Map.of("ARROW:extension:name", "lance.bfloat16"));
        assertEquals(leaf(new DataType.FixedSizeList(item, 8)), LogicalType.parse("fixed_size_list:lance.bfloat16:8"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "interval",
                "int128",
                "decimal:128:39:0",
                "decimal:64:9:0",
                "decimal:128:9",
                "decimal:128:9:",
                "decimal:128:9:-",
                "fixed_size_binary:0",
                "fixed_size_binary:-1",
                "fixed_size_binary:9999999999",
                "fixed_size_list:float:0",
                "fixed_size_list:float:65537",
                "fixed_size_list:fixed_size_list:float:300:300",
                "fixed_size_list:struct:0",
                "fixed_size_list:struct:65537",
                "fixed_size_list:fixed_size_list:struct:3:2",
                "lance.bfloat16",
                "timestamp:s",
                "timestamp:minutes:-",
                "duration:",
                "dict:string"
            })
    void keepsTheTextOfTypesThatAreNotRead(String text) {
        assertEquals(new LogicalType.Unsupported(text), LogicalType.parse(text));
    }

    @Test
    void boundsTheNestingOfFixedSizeLists() {
        String text = "fixed_size_list:".repeat(9) + "float" + ":1".repeat(9);
        assertEquals(new LogicalType.Unsupported(text), LogicalType.parse(text));
    }

    private static LogicalType leaf(DataType type) {
        return new LogicalType.Leaf(type);
    }

    private static Field item(DataType type) {
        return new Field("item", type, true);
    }
}
