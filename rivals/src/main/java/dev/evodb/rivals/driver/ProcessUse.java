package dev.evodb.rivals.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What this process has used so far, as the kernel counts it.
final class ProcessUse {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessUse() {}

    /// CPU seconds of all threads, in steps of 10 ms; not a number where they are unknown.
    static double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(cpu -> cpu.toNanos() / 1e9)
                .orElse(Double.NaN);
    }

    /// Resident memory now.
    static double residentMegabytes() {
        return megabytes("VmRSS:");
    }

    /// The most resident memory there was.
    static double peakMegabytes() {
        return megabytes("VmHWM:");
    }

    private static double megabytes(String field) {
        if (!Files.isReadable(STATUS)) {
            return Double.NaN;
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(field))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
