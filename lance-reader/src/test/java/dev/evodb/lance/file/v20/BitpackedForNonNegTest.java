package dev.evodb.lance.file.v20;

import static dev.evodb.lance.file.v20.Encodings.page;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.encoding.FastLanesTest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BitpackedForNonNegTest {
    private static final int BITS = 11;
    private static final ArrayEncoding ENCODING = new BitpackedForNonNeg(BITS, 32, page(0));

    /// Three chunks, whose values count up and start again after 2000.
    private static byte[] chunks() {
        byte[] packed = new byte[3 * 128 * BITS];
        for (int chunk = 0; chunk < 3; chunk++) {
            long[] values = new long[1024];
            for (int i = 0; i < 1024; i++) {
                values[i] = (1024L * chunk + i) % 2000;
            }
            FastLanesTest.pack(values, 32, BITS, packed, 128 * BITS * chunk);
        }
        return packed;
    }

    @Test
    void readsRunsAcrossChunks() throws IOException {
        List<String> all = TestFile.of(ENCODING, 2500, chunks()).readAll("int32");
        for (int i = 0; i < 2500; i++) {
            assertEquals("i" + i % 2000, all.get(i));
        }
    }

    @Test
    void readsNoChunkTwiceAndNoneInVain() throws IOException {
        TestFile file = TestFile.of(ENCODING, 2500, chunks());
        assertEquals(List.of("i48", "i100", "i499"), file.take("int32", 2048, 2100, 2499));
        assertEquals(128 * BITS, file.bytesRead());
    }

    @Test
    void rejectsAMissingChunk() {
        TestFile file = TestFile.of(ENCODING, 3073, chunks());
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> file.readAll("int32"));
        assertEquals(
                "page buffer 0 has 4224 bytes, 4 chunks of 1408 bytes need more"
                        + " (file=t.lance, column=f0, page=0, offset=1)",
                e.getMessage());
    }
}
