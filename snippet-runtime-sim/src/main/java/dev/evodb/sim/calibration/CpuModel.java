package dev.evodb.sim.calibration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The processor that figures belong to.
public final class CpuModel {
    private static final Path LINUX = Path.of("/proc/cpuinfo");
    private static final String NAME = "model name";

    private CpuModel() {}

    /// Its name where the system tells, the architecture otherwise.
    public static String current() {
        String architecture = System.getProperty("os.arch", "unknown");
        if (!Files.isReadable(LINUX)) {
            return architecture;
        }
        try {
            return Files.readAllLines(LINUX).stream()
                    .filter(line -> line.startsWith(NAME) && line.contains(":"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(architecture);
        } catch (IOException e) {
            return architecture;
        }
    }
}
