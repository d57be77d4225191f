package dev.evodb.lance.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LayersTest {
    @Test
    void numbersLevelsFromTheLeafOutwards() {
        Layers layers = new Layers(
                List.of(RepDefLayer.NULLABLE_ITEM, RepDefLayer.NULL_AND_EMPTY_LIST, RepDefLayer.NULLABLE_ITEM));
        assertEquals(4, layers.highestLevel());
        assertEquals(1, layers.lists());
        assertEquals(0, layers.code(0));
        assertEquals(Layers.nullCode(0), layers.code(1));
        assertEquals(Layers.nullCode(1), layers.code(2));
        assertEquals(Layers.emptyCode(1), layers.code(3));
        assertEquals(Layers.nullCode(2), layers.code(4));
    }

    @Test
    void layersWithoutNullsTakeNoLevel() {
        Layers layers =
                new Layers(List.of(RepDefLayer.ALL_VALID_ITEM, RepDefLayer.EMPTYABLE_LIST, RepDefLayer.ALL_VALID_LIST));
        assertEquals(1, layers.highestLevel());
        assertEquals(Layers.emptyCode(1), layers.code(1));
        assertEquals(2, layers.lists());
    }
}
