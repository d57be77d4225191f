package dev.evodb.lance.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.error.CorruptFileException;
import org.junit.jupiter.api.Test;

class ByteStreamSplitTest {
    @Test
    void joinsTheBytesOfEachValue() {
        Values values = new ByteStreamSplit(16).decode(Buffers.of(1, 2, 3, 11, 12, 13), 3, Buffers.budget());
        assertArrayEquals(new byte[] {1, 11, 2, 12, 3, 13}, Buffers.bytesOf(values));
    }

    @Test
    void rejectsABufferThatIsTooShort() {
        assertThrows(
                CorruptFileException.class,
                () -> new ByteStreamSplit(16).decode(Buffers.of(1, 2, 3), 2, Buffers.budget()));
    }
}
