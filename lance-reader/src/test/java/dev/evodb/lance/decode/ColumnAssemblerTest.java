package dev.evodb.lance.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.column.Column;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.Layers;
import dev.evodb.lance.encoding.RepDefLayer;
import dev.evodb.lance.encoding.Values;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ColumnAssemblerTest {
    private static final Location AT = Location.of("t.lance");
    private static final Field BYTE = new Field("item", new DataType.Int(8, true), true);
    private static final RepDefLayer LEAF = RepDefLayer.NULLABLE_ITEM;
    private static final RepDefLayer STRUCT = RepDefLayer.NULLABLE_ITEM;
    private static final RepDefLayer LIST = RepDefLayer.NULL_AND_EMPTY_LIST;

    private static Field list(Field item) {
        return new Field("list", new DataType.ListOf(item, false), true);
    }

    private static Field struct(Field... fields) {
        return new Field("struct", new DataType.Struct(List.of(fields)), true);
    }

    /// A page of one leaf: its levels and the values of its slots.
    private record Levels(List<RepDefLayer> layers, int[] repetition, int[] definition, int[] values) {}

    private static Column assemble(Field field, int rows, Levels... pages) {
        DecodeBudget budget = new DecodeBudget(1 << 20);
        List<LeafShape> shapes = LeafShapes.of(field, AT);
        List<LeafBuilder> leaves = new ArrayList<>();
        for (int i = 0; i < pages.length; i++) {
            LeafBuilder leaf =
                    new LeafBuilder(shapes.get(i), AT.inColumn(shapes.get(i).path()), budget);
            Levels page = pages[i];
            leaf.startPage(AT, new Layers(page.layers));
            leaf.appendLevels(shorts(page.repetition), shorts(page.definition), 0, page.definition.length);
            byte[] bytes = new byte[page.values.length];
            for (int v = 0; v < bytes.length; v++) {
                bytes[v] = (byte) page.values[v];
            }
            leaf.items().append(new Values.Fixed(bytes, 0, 8, bytes.length), 0, bytes.length);
            leaf.checkPage(0, 0, (long) rows * shapes.get(i).slotsPerRow(), AT);
            leaves.add(leaf);
        }
        return ColumnAssembler.assemble(field, leaves, rows, budget, AT.inColumn(field.name()));
    }

    private static short[] shorts(int[] values) {
        short[] shorts = new short[values.length];
        for (int i = 0; i < shorts.length; i++) {
            shorts[i] = (short) values[i];
        }
        return shorts;
    }

    @Test
    void rebuildsListsWithNullsAndEmpties() {
        // [7, ~], ~, [], [8]
        Column.ListColumn lists = (Column.ListColumn) assemble(
                list(BYTE),
                4,
                new Levels(List.of(LEAF, LIST), new int[] {1, 0, 1, 1, 1}, new int[] {0, 1, 2, 3, 0}, new int[] {7, 0, 8
                }));
        assertArrayEquals(new int[] {0, 2, 2, 2, 3}, lists.offsets());
        assertTrue(lists.isValid(0) && lists.isValid(2) && lists.isValid(3));
        assertFalse(lists.isValid(1));
        Column.ByteColumn items = (Column.ByteColumn) lists.items();
        assertArrayEquals(new byte[] {7, 0, 8}, items.values());
        assertFalse(items.isValid(1));
    }

    @Test
    void rebuildsListsOfLists() {
        // [[1, 2], [], ~], [], [[3]]
        Column.ListColumn outer = (Column.ListColumn) assemble(
                list(list(BYTE)),
                3,
                new Levels(
                        List.of(LEAF, LIST, LIST),
                        new int[] {2, 0, 1, 1, 2, 2},
                        new int[] {0, 0, 3, 2, 5, 0},
                        new int[] {1, 2, 3}));
        assertArrayEquals(new int[] {0, 3, 3, 4}, outer.offsets());
        Column.ListColumn inner = (Column.ListColumn) outer.items();
        assertArrayEquals(new int[] {0, 2, 2, 2, 3}, inner.offsets());
        assertTrue(inner.isValid(1));
        assertFalse(inner.isValid(2));
        assertArrayEquals(new byte[] {1, 2, 3}, ((Column.ByteColumn) inner.items()).values());
    }

    @Test
    void rebuildsListsOfStructsOfALeafAndAList() {
        // [{1, [10, 11]}, ~], [{2, []}]
        Field field = list(struct(BYTE, new Field("l", new DataType.ListOf(BYTE, false), true)));
        Column.ListColumn lists = (Column.ListColumn) assemble(
                field,
                2,
                new Levels(List.of(LEAF, STRUCT, LIST), new int[] {1, 0, 1}, new int[] {0, 2, 0}, new int[] {1, 0, 2}),
                new Levels(
                        List.of(LEAF, LIST, STRUCT, LIST), new int[] {2, 0, 1, 2}, new int[] {0, 0, 4, 3}, new int[] {
                            10, 11
                        }));
        assertArrayEquals(new int[] {0, 2, 3}, lists.offsets());
        Column.StructColumn structs = (Column.StructColumn) lists.items();
        assertEquals(3, structs.rows());
        assertFalse(structs.isValid(1));
        Column.ListColumn inner = (Column.ListColumn) structs.children().get(1);
        assertArrayEquals(new int[] {0, 2, 2, 2}, inner.offsets());
        assertTrue(inner.isValid(2));
        assertFalse(inner.isValid(1));
        assertArrayEquals(
                new byte[] {1, 0, 2}, ((Column.ByteColumn) structs.children().get(0)).values());
    }

    @Test
    void structsNeedNoLevelsIfNothingIsNull() {
        Column.StructColumn structs = (Column.StructColumn)
                assemble(struct(BYTE), 2, new Levels(List.of(LEAF, STRUCT), new int[0], new int[2], new int[] {1, 2}));
        assertFalse(structs.validity().hasNulls());
        assertEquals(2, structs.children().getFirst().rows());
    }

    @Test
    void rejectsChildrenWithOtherNullsOfTheirStruct() {
        CorruptFileException e = assertThrows(
                CorruptFileException.class,
                () -> assemble(
                        struct(BYTE, new Field("b", new DataType.Int(8, true), true)),
                        2,
                        new Levels(List.of(LEAF, STRUCT), new int[0], new int[] {0, 2}, new int[] {1, 2}),
                        new Levels(List.of(LEAF, STRUCT), new int[0], new int[] {2, 0}, new int[] {1, 2})));
        assertEquals(
                "levels hold other nulls of their struct than the first child (file=t.lance, column=struct.b)",
                e.getMessage());
    }

    @Test
    void rejectsChildrenWithOtherLists() {
        Field field = list(struct(BYTE, new Field("b", new DataType.Int(8, true), true)));
        CorruptFileException e = assertThrows(
                CorruptFileException.class,
                () -> assemble(
                        field,
                        2,
                        new Levels(List.of(LEAF, STRUCT, LIST), new int[] {1, 0, 1}, new int[3], new int[] {1, 2, 3}),
                        new Levels(List.of(LEAF, STRUCT, LIST), new int[] {1, 1, 0}, new int[3], new int[] {1, 2, 3})));
        assertEquals(
                "levels hold other lists than the first child (file=t.lance, column=list.struct.b)", e.getMessage());
    }

    @Test
    void rejectsAnElementOfANullList() {
        CorruptFileException e = assertThrows(
                CorruptFileException.class,
                () -> assemble(
                        list(BYTE), 1, new Levels(List.of(LEAF, LIST), new int[] {1, 0}, new int[] {2, 0}, new int[] {7
                        })));
        assertEquals("entry 1 has repetition level 0, but no list to continue (file=t.lance)", e.getMessage());
    }

    @Test
    void rejectsAPageThatStartsWithinARow() {
        assertThrows(
                CorruptFileException.class,
                () -> assemble(
                        list(BYTE), 1, new Levels(List.of(LEAF, LIST), new int[] {0}, new int[] {0}, new int[] {7})));
    }

    @Test
    void rejectsLevelsThatNeedMoreValues() {
        CorruptFileException e = assertThrows(
                CorruptFileException.class,
                () -> assemble(
                        list(BYTE), 1, new Levels(List.of(LEAF, LIST), new int[] {1}, new int[] {0}, new int[0])));
        assertEquals("page has 0 items, its levels need 1 (file=t.lance)", e.getMessage());
    }

    @Test
    void rejectsLayersThatAreNotThoseOfTheField() {
        CorruptFileException e = assertThrows(
                CorruptFileException.class,
                () -> assemble(
                        list(BYTE), 1, new Levels(List.of(LEAF, STRUCT), new int[0], new int[1], new int[] {1})));
        assertEquals(
                "page has layers [NULLABLE_ITEM, NULLABLE_ITEM], the field has [item, list] (file=t.lance)",
                e.getMessage());
    }

    private static Field pairs(Field... fields) {
        return new Field("pairs", new DataType.FixedSizeList(struct(fields), 2), true);
    }

    @Test
    void groupsTheItemsOfFixedSizeListsOfStructs() {
        // Codes from the inside: 1 = null value, 2 = null struct, 3 = null list.
        Column.FixedSizeListColumn lists = (Column.FixedSizeListColumn) assemble(
                pairs(BYTE),
                3,
                new Levels(List.of(LEAF, STRUCT, STRUCT), new int[0], new int[] {0, 1, 3, 3, 2, 0}, new int[] {
                    1, 0, 0, 0, 0, 6
                }));

        assertEquals(1, lists.validity().nullCount());
        assertFalse(lists.isValid(1));
        Column.StructColumn structs = (Column.StructColumn) lists.items();
        assertTrue(structs.isValid(1));
        assertFalse(structs.isValid(4));
        Column values = structs.children().getFirst();
        assertFalse(values.isValid(1));
        assertEquals(6, ((Column.ByteColumn) values).values()[5]);
    }

    @Test
    void rejectsAFixedSizeListThatIsNullInPart() {
        CorruptFileException e = assertThrows(
                CorruptFileException.class,
                () -> assemble(
                        pairs(BYTE),
                        1,
                        new Levels(List.of(LEAF, STRUCT, STRUCT), new int[0], new int[] {3, 0}, new int[] {1, 2})));
        assertEquals(
                "levels hold a fixed-size list that is null in part (file=t.lance, column=pairs.struct.item)",
                e.getMessage());
    }

    @Test
    void takesTheLayersOfAPackedRowForThoseOfItsStruct() {
        Field packed =
                new Field("p", new DataType.Struct(List.of(BYTE)), true, Map.of("lance-encoding:packed", "true"));
        LeafShape shape = LeafShapes.of(packed, AT).getFirst();

        Layers layers = shape.fit(new Layers(List.of(RepDefLayer.ALL_VALID_ITEM, STRUCT)), AT);

        assertEquals(1, layers.size());
        assertEquals(Layers.nullCode(0), layers.code(1));
        assertThrows(
                CorruptFileException.class,
                () -> shape.fit(new Layers(List.of(LEAF, RepDefLayer.ALL_VALID_ITEM, STRUCT)), AT));
    }

    @Test
    void refusesFixedSizeListsOfStructsInLists() {
        UnsupportedFeatureException e =
                assertThrows(UnsupportedFeatureException.class, () -> LeafShapes.of(list(pairs(BYTE)), AT));
        assertEquals(
                "field type fixed-size list of structs in a list is not supported, accepted: fixed-size lists of"
                        + " structs outside of lists (file=t.lance, column=list.pairs)",
                e.getMessage());
    }

    @Test
    void boundsTheStructsOfARow() {
        Field wide = new Field(
                "w",
                new DataType.FixedSizeList(
                        struct(new Field("x", new DataType.FixedSizeList(struct(BYTE), 60_000), true)), 2),
                true);
        LimitExceededException e = assertThrows(LimitExceededException.class, () -> LeafShapes.of(wide, AT));
        assertEquals(120_000, e.used());
    }

    @Test
    void refusesPackedStructsOfLists() {
        Field packed =
                new Field("p", new DataType.Struct(List.of(list(BYTE))), true, Map.of("lance-encoding:packed", "true"));
        assertThrows(UnsupportedFeatureException.class, () -> LeafShapes.of(packed, AT));
    }
}
