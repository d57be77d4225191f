package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.evodb.bytes.LittleEndian;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Vectors from `samples/vectors`, for packs that take less time to make than one of all.
final class SampleVectors {
    static final int DIMS = 100;

    private SampleVectors() {}

    /// Writes the first `rows` as a file into `folder`.
    static Path first(int rows, Path folder) throws IOException {
        int length = rows * (4 + 4 * DIMS);
        try (InputStream all = Files.newInputStream(CliRun.ROOT.resolve("samples/vectors/base.fvecs"))) {
            byte[] bytes = all.readNBytes(length);
            assertEquals(length, bytes.length);
            assertEquals(DIMS, LittleEndian.readInt(bytes, 0));
            return Files.write(folder.resolve("some.fvecs"), bytes);
        }
    }
}
