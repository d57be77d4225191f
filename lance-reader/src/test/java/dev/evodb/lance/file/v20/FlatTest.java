package dev.evodb.lance.file.v20;

import static dev.evodb.lance.file.v20.Encodings.bytes;
import static dev.evodb.lance.file.v20.Encodings.flat;
import static dev.evodb.lance.file.v20.Encodings.ints;
import static dev.evodb.lance.file.v20.Encodings.page;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.encoding.Compression;
import io.airlift.compress.Compressor;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.zstd.ZstdCompressor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FlatTest {
    @Test
    void readsValuesBackToBack() throws IOException {
        assertEquals(
                List.of("i1", "i-2", "i3"),
                TestFile.of(flat(32, 0), 3, ints(1, -2, 3)).readAll("int32"));
    }

    @Test
    void readsOnlyTheBytesOfWantedValues() throws IOException {
        TestFile file = TestFile.of(flat(32, 0), 6, ints(10, 11, 12, 13, 14, 15));
        assertEquals(List.of("i11", "i14", "i15"), file.take("int32", 1, 4, 5));
        assertEquals(12, file.bytesRead());
    }

    @Test
    void readsSingleBitsFromTheMiddleOfBytes() throws IOException {
        TestFile file = TestFile.of(flat(1, 0), 24, bytes(0b1000_0001, 0b0000_0001, 0xFF));
        assertEquals(List.of("t", "t", "f"), file.take("bool", 7, 8, 9));
        assertEquals(List.of("t", "f", "t"), file.take("bool", 0, 3, 23));
    }

    @Test
    void readsAcrossPages() throws IOException {
        TestFile file = TestFile.of(flat(32, 0), 2, ints(0, 1))
                .page(flat(32, 1), 0, ints(), ints())
                .page(flat(32, 1), 3, ints(), ints(2, 3, 4));
        assertEquals(List.of("i1", "i2", "i4"), file.take("int32", 1, 2, 4));
    }

    @Test
    void readsBuffersOfTheColumnAndOfTheFile() throws IOException {
        BufferRef ofColumn = new BufferRef(BufferRef.Place.COLUMN, 1);
        BufferRef ofFile = new BufferRef(BufferRef.Place.FILE, 0);
        TestFile file = new TestFile()
                .fileBuffers(ints(5, 6))
                .column(ints(9), ints(3, 4))
                .page(new Flat(32, ofColumn, Optional.empty()), 2)
                .page(new Flat(32, ofFile, Optional.empty()), 2);
        assertEquals(List.of("i3", "i4", "i5", "i6"), file.readAll("int32"));
    }

    @Test
    void decompressesTheWholeBuffer() throws IOException {
        int[] values = new int[1000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i / 10;
        }
        Flat zstd = new Flat(32, page(0), Optional.of(Compression.ZSTD));
        Flat lz4 = new Flat(32, page(0), Optional.of(Compression.LZ4));
        TestFile file = TestFile.of(zstd, 1000, compress(new ZstdCompressor(), 8, ints(values)))
                .page(lz4, 1000, compress(new Lz4Compressor(), 4, ints(values)));
        assertEquals(List.of("i0", "i99", "i0", "i50"), file.take("int32", 3, 999, 1000, 1507));
    }

    private static byte[] compress(Compressor compressor, int sizeBytes, byte[] plain) {
        byte[] squeezed = new byte[compressor.maxCompressedLength(plain.length)];
        int length = compressor.compress(plain, 0, plain.length, squeezed, 0, squeezed.length);
        ByteBuffer buffer = ByteBuffer.allocate(sizeBytes + length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(0, plain.length);
        buffer.put(sizeBytes, squeezed, 0, length);
        return buffer.array();
    }

    @Test
    void rejectsABufferThatIsTooShort() {
        TestFile file = TestFile.of(flat(32, 0), 3, ints(1, 2));
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> file.readAll("int32"));
        assertEquals(
                "page buffer 0 has 8 bytes, 3 values of 32 bits need more (file=t.lance, column=f0, page=0, offset=1)",
                e.getMessage());
    }

    @Test
    void rejectsAMissingBuffer() {
        TestFile file = TestFile.of(flat(32, 1), 1, ints(1));
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> file.readAll("int32"));
        assertEquals(
                "encoding needs page buffer 1, there are 1 of that kind (file=t.lance, column=f0, page=0, offset=7)",
                e.getMessage());
    }

    @Test
    void rejectsValuesOfAnotherWidth() {
        TestFile file = TestFile.of(flat(16, 0), 1, bytes(1, 0));
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> file.readAll("int32"));
        assertEquals(
                "values are 16 bits wide, the field's type needs 32 bits"
                        + " (file=t.lance, column=f0, page=0, offset=7)",
                e.getMessage());
    }
}
