package dev.evodb.lance.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.UnsupportedFeatureException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class VariableTest {
    private static final Variable NARROW = new Variable(32);
    private static final Variable WIDE = new Variable(64);

    @Test
    void chunkOffsetsCountFromTheStartOfTheBuffer() {
        ByteSlice buffer = new Buffers()
                .u32(12)
                .u32(14)
                .u32(15)
                .u8('a')
                .u8('b')
                .u8('c')
                .u8(0x48)
                .slice();
        assertArrayEquals(new String[] {"ab", "c"}, Buffers.textOf(NARROW.unpackChunk(buffer, 2, Buffers.budget())));
    }

    @Test
    void chunkOffsetsMayHave64Bits() {
        ByteSlice buffer = new Buffers().u64(16).u64(17).u8('a').slice();
        assertArrayEquals(new String[] {"a"}, Buffers.textOf(WIDE.unpackChunk(buffer, 1, Buffers.budget())));
    }

    @Test
    void picksValuesWithoutLookingAtTheOthers() {
        ByteSlice buffer = new Buffers()
                .u32(16)
                .u32(-1)
                .u32(17)
                .u32(19)
                .u8('a')
                .u8('b')
                .u8('c')
                .slice();
        Values.Spans picked = NARROW.pickOfChunk(buffer, 3, new int[] {2}, Buffers.budget());
        assertEquals(1, picked.count());
        assertEquals("bc", new String(picked.bytes(), picked.starts()[0], 2, StandardCharsets.UTF_8));
        assertEquals(picked.starts()[0] + 2, picked.ends()[0]);
    }

    @Test
    void rejectsAPickWhoseOffsetsDescend() {
        ByteSlice buffer = new Buffers().u64(16).u64(15).slice();
        CorruptFileException e = assertThrows(
                CorruptFileException.class, () -> WIDE.pickOfChunk(buffer, 1, new int[] {0}, Buffers.budget()));
        assertEquals(
                "offset 1 points at byte 15, allowed 16..16 (file=t.lance, column=c, page=0, offset=108)",
                e.getMessage());
    }

    @Test
    void rejectsAPickAmongTheOffsets() {
        ByteSlice buffer = new Buffers().u64(8).u64(16).slice();
        assertThrows(CorruptFileException.class, () -> WIDE.pickOfChunk(buffer, 1, new int[] {0}, Buffers.budget()));
    }

    @Test
    void blockOffsetsCountFromItsBytes() {
        ByteSlice block = new Buffers()
                .u32(32)
                .u32(20)
                .u32(0)
                .u32(1)
                .u32(3)
                .u8('a')
                .u8('b')
                .u8('c')
                .slice();
        assertArrayEquals(new String[] {"a", "bc"}, Buffers.textOf(NARROW.unpackBlock(block, 2, Buffers.budget())));
    }

    @Test
    void blockOffsetsMayHave64Bits() {
        ByteSlice block =
                new Buffers().u64(64).u64(32).u64(0).u64(2).u8('a').u8('b').slice();
        assertArrayEquals(new String[] {"ab"}, Buffers.textOf(WIDE.unpackBlock(block, 1, Buffers.budget())));
    }

    @Test
    void readsTheOldHeaderOfBlocks() {
        ByteSlice narrow = new Buffers()
                .u8(32)
                .u32(1)
                .u32(17)
                .u32(0)
                .u32(2)
                .u8('a')
                .u8('b')
                .slice();
        assertArrayEquals(new String[] {"ab"}, Buffers.textOf(NARROW.unpackBlock(narrow, 1, Buffers.budget())));
        ByteSlice wide =
                new Buffers().u8(64).u64(1).u64(33).u64(0).u64(1).u8('c').slice();
        assertArrayEquals(new String[] {"c"}, Buffers.textOf(WIDE.unpackBlock(wide, 1, Buffers.budget())));
    }

    @Test
    void rejectsOffsetsThatDescend() {
        ByteSlice buffer = new Buffers().u32(12).u32(14).u32(13).u16(0).slice();
        CorruptFileException e =
                assertThrows(CorruptFileException.class, () -> NARROW.unpackChunk(buffer, 2, Buffers.budget()));
        assertEquals(
                "offset 2 points at byte 13, allowed 14..14 (file=t.lance, column=c, page=0, offset=108)",
                e.getMessage());
    }

    @Test
    void rejectsAnOffsetBehindTheBuffer() {
        ByteSlice buffer = new Buffers().u64(16).u64(-1).slice();
        assertThrows(CorruptFileException.class, () -> WIDE.unpackChunk(buffer, 1, Buffers.budget()));
    }

    @Test
    void rejectsValuesAmongTheOffsets() {
        ByteSlice buffer = new Buffers().u32(4).u32(8).slice();
        assertThrows(CorruptFileException.class, () -> NARROW.unpackChunk(buffer, 1, Buffers.budget()));
    }

    @Test
    void rejectsABlockOfAnotherOffsetWidth() {
        ByteSlice block = new Buffers().u32(8).u32(8).slice();
        UnsupportedFeatureException e =
                assertThrows(UnsupportedFeatureException.class, () -> NARROW.unpackBlock(block, 0, Buffers.budget()));
        assertEquals(
                "variable block header 8 is not supported, accepted: 32"
                        + " (file=t.lance, column=c, page=0, offset=100)",
                e.getMessage());
    }

    @Test
    void rejectsABlockWhoseBytesOverlapItsOffsets() {
        ByteSlice block = new Buffers().u32(32).u32(12).u32(0).u32(1).u32(3).slice();
        CorruptFileException e =
                assertThrows(CorruptFileException.class, () -> NARROW.unpackBlock(block, 2, Buffers.budget()));
        assertEquals(
                "variable block has its bytes at 12, allowed 20..20" + " (file=t.lance, column=c, page=0, offset=104)",
                e.getMessage());
    }
}
