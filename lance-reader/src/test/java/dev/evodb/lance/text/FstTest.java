package dev.evodb.lance.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FstTest {
    private static final TokenSet.Visitor EVERYTHING = new TokenSet.Visitor() {
        @Override
        public boolean enter(int depth, byte value) {
            return true;
        }

        @Override
        public void token(int length, int id) {}
    };

    /// Nodes one after another, each with every byte as a way to the one before it; the first has no way
    /// on and ends no token.
    private static Fst everyTokenOf(int bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] header = new byte[16];
        LittleEndian.writeLong(header, 0, 2);
        out.writeBytes(header);
        out.writeBytes(new byte[] {0, 0, 0});
        for (int i = 0; i < bytes; i++) {
            byte[] distances = new byte[256];
            Arrays.fill(distances, (byte) 1);
            out.writeBytes(distances);
            for (int value = 255; value >= 0; value--) {
                out.write(value);
            }
            out.writeBytes(new byte[256]);
            out.writeBytes(new byte[] {0x10, 1, 0});
        }
        byte[] footer = new byte[16];
        LittleEndian.writeLong(footer, 8, out.size() - 1L);
        out.writeBytes(footer);
        return Fst.parse(ByteSlice.of(out.toByteArray(), Location.of("tokens")));
    }

    @Test
    void aWalkThroughFewNodesEnds() {
        everyTokenOf(2).walk(EVERYTHING);
    }

    @Test
    void aWalkOfMoreWaysThanThereIsTimeForEndsAtALimit() {
        Fst fst = everyTokenOf(9);
        LimitExceededException e = assertThrows(LimitExceededException.class, () -> fst.walk(EVERYTHING));
        assertEquals(
                "transitions of a walk limit is 16777216, needed 16777472 (file=tokens, offset=0)", e.getMessage());
    }
}
