package dev.evodb.lance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.blob.Blob;
import dev.evodb.lance.blob.Blobs;
import dev.evodb.lance.file.Fixture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobsTest {
    private static final String COLUMN = "data";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"blob-20", "blob-21", "blobv2-22"})
    void readsTheBytesThatTheReferenceWrote(String name) throws IOException, NoSuchAlgorithmException {
        Fixture fixture = Fixture.of(name);
        JsonNode expected = fixture.expected().path("blobs");
        try (LanceDataset table = LanceDataset.open(fixture.table());
                Blobs blobs = table.takeBlobs(
                        COLUMN, LongStream.range(0, expected.size()).toArray())) {
            assertEquals(expected.size(), blobs.count());
            for (int i = 0; i < blobs.count(); i++) {
                assertEquals(expected(expected.path(i)), found(blobs.get(i)), "row " + i);
            }
        }
    }

    /// `size:sha256`, or nothing for a null; two forms of the fixtures.
    private static Optional<String> expected(JsonNode blob) {
        if (blob.isTextual()) {
            return Optional.of(blob.asText());
        }
        return blob.path("sha256").isTextual()
                ? Optional.of(
                        blob.path("size").asText() + ":" + blob.path("sha256").asText())
                : Optional.empty();
    }

    private static Optional<String> found(Optional<Blob> blob) throws IOException, NoSuchAlgorithmException {
        if (blob.isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes = blob.get().readAll(1 << 20);
        return Optional.of(bytes.length + ":"
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    }

    @Test
    void keepsTheOrderOfTheRowsAndRepeatsThem() throws IOException {
        try (LanceDataset table = LanceDataset.open(Fixture.of("blobv2-22").table());
                Blobs blobs = table.takeBlobs(COLUMN, new long[] {2, 3, 1, 2})) {
            assertEquals(345, blobs.get(0).orElseThrow().size());
            assertTrue(blobs.get(1).isEmpty());
            assertEquals(261, blobs.get(2).orElseThrow().size());
            assertArrayEquals(
                    blobs.get(0).orElseThrow().readAll(1000),
                    blobs.get(3).orElseThrow().readAll(1000));
        }
    }

    @Test
    void takesByRowIds() throws IOException {
        try (LanceDataset table = LanceDataset.open(Fixture.of("blobv2-22").table());
                Blobs blobs = table.takeBlobsByRowIds(COLUMN, new long[] {1})) {
            assertEquals(261, blobs.get(0).orElseThrow().size());
        }
    }

    @Test
    void readsPartsAndStreams() throws IOException {
        try (LanceDataset table = LanceDataset.open(Fixture.of("blobv2-22").table());
                Blobs blobs = table.takeBlobs(COLUMN, new long[] {0})) {
            Blob blob = blobs.get(0).orElseThrow();
            byte[] all = blob.readAll(71_293);
            byte[] part = blob.read(70_000, 1293);
            assertEquals(all[71_292], part[1292]);
            try (InputStream stream = blob.openStream()) {
                assertEquals(all[0] & 0xFF, stream.read());
                assertEquals(69_999, stream.skip(69_999));
                assertEquals(1293, stream.available());
                assertArrayEquals(part, stream.readAllBytes());
                assertEquals(-1, stream.read());
            }
            assertThrows(IndexOutOfBoundsException.class, () -> blob.read(71_293, 1));
        }
    }

    @Test
    void refusesABlobAboveTheLimitOfTheCaller() throws IOException {
        try (LanceDataset table = LanceDataset.open(Fixture.of("blobv2-22").table());
                Blobs blobs = table.takeBlobs(COLUMN, new long[] {0})) {
            LimitExceededException e = assertThrows(
                    LimitExceededException.class,
                    () -> blobs.get(0).orElseThrow().readAll(71_292));
            assertEquals("bytes of a blob limit is 71292, needed 71293", e.getMessage());
        }
    }

    @Test
    void readsNothingAfterClosing() throws IOException {
        try (LanceDataset table = LanceDataset.open(Fixture.of("blobv2-22").table())) {
            Blobs blobs = table.takeBlobs(COLUMN, new long[] {0});
            blobs.close();
            assertThrows(
                    IllegalStateException.class,
                    () -> blobs.get(0).orElseThrow().read(0, 1));
        }
    }

    @Test
    void rejectsABlobThatItsFileDoesNotHold() throws IOException {
        Path table = copyOf(Fixture.of("blobv2-22").table());
        try (var files = Files.walk(table)) {
            Path sidecar = files.filter(file -> file.toString().endsWith(".blob"))
                    .findFirst()
                    .orElseThrow();
            Files.write(sidecar, new byte[71_292], StandardOpenOption.TRUNCATE_EXISTING);
        }
        try (LanceDataset opened = LanceDataset.open(table);
                Blobs blobs = opened.takeBlobs(COLUMN, new long[] {0})) {
            CorruptFileException e = assertThrows(
                    CorruptFileException.class, () -> blobs.get(0).orElseThrow().read(0, 1));
            assertTrue(
                    String.valueOf(e.getMessage())
                            .startsWith("blob of 71293 bytes at 0 exceeds file length 71292 (file=data/"),
                    e::getMessage);
        }
    }

    @Test
    void rejectsColumnsWithoutBlobs() throws IOException {
        try (LanceDataset table = LanceDataset.open(Fixture.of("blobv2-22").table())) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> table.takeBlobs("id", new long[] {0}));
            assertEquals("column id is no column of blobs", e.getMessage());
        }
    }

    private Path copyOf(Path source) throws IOException {
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path target = folder.resolve(source.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
                return FileVisitResult.CONTINUE;
            }
        });
        return folder;
    }
}
