package dev.evodb.ann.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the Vector API does not tell of a processor: permutes of bytes across 512 bits came to x86 with AVX-512 VBMI,
/// later than AVX-512 itself. Without them the API falls back to one lane after the other, a thousand times slower.
final class RegisterPermutes {
    private RegisterPermutes() {}

    /// Whether they are known to be there: on Linux, from the flags of the processor.
    static boolean ofBytesAcross512Bits() {
        try {
            return Files.readString(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8).contains(" avx512_vbmi ")
                    || Files.readString(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8).contains(" avx512vbmi ");
        } catch (IOException _) {
            return false;
        }
    }
}
