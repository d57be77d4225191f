package dev.evodb.rivals.driver;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;

/// The process of a driver in Java: `NAME build|measure KEY=VALUE...`.
public final class JavaDrivers {
    private JavaDrivers() {}

    private static Driver driver(String name) {
        return switch (name) {
            case "evodb" -> new EvodbDriver();
            case "lucene" -> new LuceneDriver();
            case "jvector" -> new JvectorDriver();
            case "lance" -> new LanceDriver();
            default -> throw new IllegalArgumentException("no driver is called " + name);
        };
    }

    /// Runs a driver and ends the process, whatever threads its library has left.
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        List<String> words = Arrays.asList(arguments);
        DriverRequest request = DriverRequest.parse(words.subList(2, words.size()));
        Driver driver = driver(words.get(0));
        out.println(
                "note " + driver.note(request) + ", Java " + Runtime.version().feature());
        switch (words.get(1)) {
            case "build" -> build(driver, request, out);
            case "measure" -> measure(driver, request, out);
            default -> throw new IllegalArgumentException("expected build or measure, got " + words.get(1));
        }
        out.flush();
        System.exit(0);
    }

    private static void build(Driver driver, DriverRequest request, PrintStream out) throws IOException {
        Files.createDirectories(request.cache());
        long start = System.nanoTime();
        double cpu = ProcessUse.cpuSeconds();
        driver.build(request);
        out.println(new DriverReply.Built(
                        ProcessUse.cpuSeconds() - cpu, (System.nanoTime() - start) / 1e9, ProcessUse.peakMegabytes())
                .line());
    }

    private static void measure(Driver driver, DriverRequest request, PrintStream out) throws IOException {
        float[][] queries = Rows.read(request.query(), request.queries());
        try (Driver.Searching index = driver.open(request)) {
            for (DriverReply.Point point : new Measurement(index, request, queries).run()) {
                out.println(point.line());
            }
            long rows = dev.evodb.ann.source.FvecsFile.open(request.base()).rows();
            out.println(new DriverReply.Memory(ProcessUse.residentMegabytes(), (double) index.bytes() / rows).line());
        }
    }
}
