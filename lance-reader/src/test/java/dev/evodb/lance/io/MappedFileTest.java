package dev.evodb.lance.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that are large enough to be mapped.
class MappedFileTest {
    private static final int LARGE = (int) LocalByteSource.MAPPED_READ_BYTES;

    @TempDir
    private Path folder;

    private Path file;
    private final byte[] content = new byte[(int) LocalByteSource.MAPPED_FILE_BYTES + 123];

    @BeforeEach
    void write() throws IOException {
        new SplittableRandom(1).nextBytes(content);
        file = Files.write(folder.resolve("t.bin"), content);
    }

    @Test
    void readsTheSameBytesBeforeAndAfterMapping() throws IOException {
        try (LocalByteSource source = open()) {
            assertArrayEquals(
                    Arrays.copyOfRange(content, 5, 105), source.read(5, 100).toBytes());
            assertFalse(source.isMapped());
            assertArrayEquals(content, source.read(0, content.length).toBytes());
            assertTrue(source.isMapped());
            assertArrayEquals(
                    Arrays.copyOfRange(content, 5, 105), source.read(5, 100).toBytes());
        }
    }

    @Test
    void mapsAfterManySmallReads() throws IOException {
        try (LocalByteSource source = open()) {
            for (int i = 0; i < LocalByteSource.MAPPED_AFTER_READS; i++) {
                source.read(i, 1);
            }
            assertFalse(source.isMapped());
            assertArrayEquals(
                    Arrays.copyOfRange(content, 7, 10), source.read(7, 3).toBytes());
            assertTrue(source.isMapped());
        }
    }

    @Test
    void copiesIntoMemoryOutsideOfTheHeap() throws IOException {
        try (LocalByteSource source = open();
                Arena arena = Arena.ofConfined()) {
            MemorySegment small = arena.allocate(1000);
            source.copy(77, small);
            MemorySegment large = arena.allocate(content.length);
            source.copy(0, large);

            assertArrayEquals(Arrays.copyOfRange(content, 77, 1077), small.toArray(ValueLayout.JAVA_BYTE));
            assertArrayEquals(content, large.toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @Test
    void noticesAMappedFileThatWasCut() throws IOException {
        try (LocalByteSource source = open()) {
            assertEquals(LARGE, source.read(0, LARGE).length());
            cut(100);

            String message = "file changed while it was open: data/t.bin had " + content.length + " bytes, has 100";
            assertEquals(
                    message,
                    assertThrows(FileChangedException.class, () -> source.read(0, content.length))
                            .getMessage());
            // The rest of the last page reads as zeros, without any fault.
            assertEquals(
                    message,
                    assertThrows(FileChangedException.class, () -> source.read(50, 100))
                            .getMessage());
            assertEquals(
                    message,
                    assertThrows(
                                    FileChangedException.class,
                                    () -> source.copy(0, MemorySegment.ofArray(new float[LARGE])))
                            .getMessage());
        }
    }

    /// Compiled code meets the fault elsewhere than interpreted code does.
    @Test
    void noticesTheCutHoweverHotTheCopyIs() throws IOException {
        for (int round = 0; round < 300; round++) {
            Files.write(file, content);
            try (LocalByteSource source = open()) {
                source.read(0, LARGE);
                cut(17L * round);
                assertThrows(FileChangedException.class, () -> source.read(LARGE, LARGE), "round " + round);
            }
        }
    }

    @Test
    void readsAboveTwoGibibytes() throws IOException {
        long far = 5L << 30;
        Path sparse = folder.resolve("sparse.bin");
        try (FileChannel channel = FileChannel.open(
                sparse, StandardOpenOption.CREATE_NEW, StandardOpenOption.SPARSE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(content), far);
        }
        try (LocalByteSource source = LocalByteSource.open(sparse, "sparse.bin")) {
            assertEquals(far + content.length, source.length());
            assertArrayEquals(content, source.read(far, content.length).toBytes());
            assertTrue(source.isMapped());
            assertArrayEquals(
                    new byte[] {0, 0, content[0]}, source.read(far - 2, 3).toBytes());
        }
    }

    @Test
    void staysClosed() throws IOException {
        LocalByteSource source = open();
        source.read(0, LARGE);
        source.close();
        source.close();

        assertThrows(ClosedChannelException.class, () -> source.read(0, LARGE));
        assertThrows(ClosedChannelException.class, () -> source.read(0, 1));
    }

    @Test
    void readsFilesOfAFileSystemThatCannotMap() throws IOException {
        Path zip = folder.resolve("t.zip");
        try (var zipped = java.nio.file.FileSystems.newFileSystem(zip, java.util.Map.of("create", "true"))) {
            Path inside = Files.write(zipped.getPath("/t.bin"), content);
            try (LocalByteSource source = LocalByteSource.open(inside, "t.bin")) {
                assertArrayEquals(content, source.read(0, content.length).toBytes());
                float[] floats = new float[LARGE];
                source.copy(1, MemorySegment.ofArray(floats));
                assertArrayEquals(
                        Arrays.copyOfRange(content, 1, 1 + 4 * LARGE),
                        MemorySegment.ofArray(floats).toArray(ValueLayout.JAVA_BYTE));
                assertFalse(source.isMapped());
            }
        }
    }

    private LocalByteSource open() throws IOException {
        return LocalByteSource.open(file, "data/t.bin");
    }

    private void cut(long length) throws IOException {
        try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
            writer.setLength(length);
        }
    }
}
