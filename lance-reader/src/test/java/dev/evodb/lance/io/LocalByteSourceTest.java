package dev.evodb.lance.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The file holds the bytes 0 to 99.
class LocalByteSourceTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        byte[] bytes = new byte[100];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        file = Files.write(folder.resolve("t.bin"), bytes);
    }

    @Test
    void readsAtPositions() throws IOException {
        try (ByteSource source = open()) {
            ByteSlice read = source.read(97, 3);

            assertEquals(100, source.length());
            assertArrayEquals(new byte[] {97, 98, 99}, read.toBytes());
            assertEquals("file=data/t.bin, offset=97", read.at().toString());
            assertEquals(0, source.read(100, 0).length());
        }
    }

    @ParameterizedTest
    @CsvSource({"98, 3", "101, 0", "-1, 2", "9223372036854775807, 2147483647", "0, -1"})
    void refusesToReadOutsideTheFile(long offset, int length) throws IOException {
        try (ByteSource source = open()) {
            assertThrows(CorruptFileException.class, () -> source.read(offset, length));
        }
    }

    @Test
    void saysWhatWasNotInsideTheFile() throws IOException {
        try (ByteSource source = open()) {
            assertEquals(
                    "bytes [98, 98+3) are not inside the 100 bytes of the file (file=data/t.bin, offset=98)",
                    assertThrows(CorruptFileException.class, () -> source.read(98, 3))
                            .getMessage());
        }
    }

    @Test
    void noticesAFileThatWasCut() throws IOException {
        try (ByteSource source = open()) {
            Files.write(file, new byte[60]);

            assertEquals(
                    "file changed while it was open: data/t.bin had 100 bytes, has 60",
                    assertThrows(FileChangedException.class, () -> source.read(0, 10))
                            .getMessage());
        }
    }

    @Test
    void noticesAFileThatGrew() throws IOException {
        try (ByteSource source = open()) {
            Files.write(file, new byte[1], StandardOpenOption.APPEND);

            assertThrows(FileChangedException.class, () -> source.read(0, 10));
        }
    }

    @Test
    void survivesTheInterruptOfAnotherReader() throws IOException {
        try (ByteSource source = open()) {
            Thread.currentThread().interrupt();
            assertThrows(ClosedByInterruptException.class, () -> source.read(0, 10));
            assertTrue(Thread.interrupted());

            assertArrayEquals(new byte[] {5}, source.read(5, 1).toBytes());
        }
    }

    @Test
    void servesManyThreads() throws Exception {
        try (ByteSource source = open();
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> reads = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                int offset = i % 100;
                reads.add(threads.submit(() -> source.read(offset, 1).readUnsignedByte(0, "byte")));
            }
            for (int i = 0; i < reads.size(); i++) {
                assertEquals(i % 100, reads.get(i).get());
            }
        }
    }

    @Test
    void staysClosed() throws IOException {
        ByteSource source = open();
        source.close();
        source.close();

        assertThrows(ClosedChannelException.class, () -> source.read(0, 1));
    }

    @Test
    void noticesAFileThatWasRewrittenWithTheSameLength() throws IOException {
        try (ByteSource source = open()) {
            FileTime before = Files.getLastModifiedTime(file);
            Files.write(file, new byte[100]);
            FileTime after = FileTime.fromMillis(before.toMillis() + 5000);
            Files.setLastModifiedTime(file, after);

            assertEquals(
                    "file changed while it was open: data/t.bin was last written at " + before + ", now at " + after,
                    assertThrows(FileChangedException.class, () -> source.read(0, 10))
                            .getMessage());
        }
    }

    @Test
    void goesOnWithAFileThatWasReplacedOrDeleted() throws IOException {
        try (ByteSource source = open()) {
            Path other = Files.write(folder.resolve("other"), new byte[7]);
            Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
            assertEquals(9, source.read(9, 1).readUnsignedByte(0, "byte"));

            Files.delete(file);
            assertEquals(9, source.read(9, 1).readUnsignedByte(0, "byte"));
        }
    }

    @Test
    void readsSeveralRanges() throws IOException {
        try (ByteSource source = open()) {
            ByteSlice[] read = source.readAll(new long[] {90, 3}, new int[] {2, 1});

            assertArrayEquals(new byte[] {90, 91}, read[0].toBytes());
            assertArrayEquals(new byte[] {3}, read[1].toBytes());
            assertEquals("file=data/t.bin, offset=90", read[0].at().toString());
        }
    }

    @Test
    void copiesStraightIntoFloats() throws IOException {
        try (LocalByteSource source = open()) {
            float[] floats = new float[3];
            SegmentSource.copy(source, 8, MemorySegment.ofArray(floats).asSlice(4));

            assertEquals(Float.intBitsToFloat(0x0B0A0908), floats[1]);
            assertEquals(Float.intBitsToFloat(0x0F0E0D0C), floats[2]);
            assertThrows(CorruptFileException.class, () -> source.copy(96, MemorySegment.ofArray(new long[1])));
        }
    }

    private LocalByteSource open() throws IOException {
        return LocalByteSource.open(file, "data/t.bin");
    }
}
