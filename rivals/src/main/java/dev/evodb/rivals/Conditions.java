package dev.evodb.rivals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// Under what a run was made: the machine, and how busy it was.
public final class Conditions {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final Path LOAD = Path.of("/proc/loadavg");

    private Conditions() {}

    /// One line for people.
    public static String describe() throws IOException {
        return cpu() + ", " + Runtime.getRuntime().availableProcessors() + " processors, Java "
                + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.version")
                + ", " + Instant.now().truncatedTo(ChronoUnit.MINUTES);
    }

    private static String cpu() throws IOException {
        if (!Files.isReadable(CPU_INFO)) {
            return System.getProperty("os.arch", "unknown processor");
        }
        return Files.readAllLines(CPU_INFO).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown processor");
    }

    /// Processes that want to run, as an average of the last minute; 0 where it is unknown.
    public static double load() throws IOException {
        if (!Files.isReadable(LOAD)) {
            return 0;
        }
        return Double.parseDouble(Files.readString(LOAD).split(" ", -1)[0]);
    }

    /// A number of seconds as people say it.
    public static String duration(double seconds) {
        return seconds < 90
                ? String.format(Locale.ROOT, "%.0f s", seconds)
                : String.format(Locale.ROOT, "%.0f min", seconds / 60);
    }
}
