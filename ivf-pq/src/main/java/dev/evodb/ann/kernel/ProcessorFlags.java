package dev.evodb.ann.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the Vector API does not tell of a processor. Permutes of bytes across 512 bits and counts of bits
/// came to x86 later than AVX-512 itself; where they are missing the API works one lane after the other,
/// a thousand times slower.
final class ProcessorFlags {
    private ProcessorFlags() {}

    /// Whether Linux lists the flag; false on other systems.
    static boolean has(String flag) {
        try {
            return Files.readString(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8)
                    .contains(" " + flag + " ");
        } catch (IOException _) {
            return false;
        }
    }
}
