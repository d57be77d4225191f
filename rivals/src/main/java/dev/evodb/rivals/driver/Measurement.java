package dev.evodb.rivals.driver;

import dev.evodb.rivals.driver.Driver.Searching;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Measures an opened index as the package says.
final class Measurement {
    private static final int WARM_QUERIES = 50;

    private final Searching index;
    private final DriverRequest request;
    private final float[][] queries;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<Setting> settings = new ArrayList<>();

    /// What was measured of one setting.
    private static final class Setting {
        private final String name;
        private final int[][] answers;
        private final List<Double> cpuRates = new ArrayList<>();
        private final List<Double> wallRates = new ArrayList<>();
        private final List<long[]> nanos = new ArrayList<>();
        private double seconds;

        private Setting(String name, int[][] answers) {
            this.name = name;
            this.answers = answers;
        }

        private DriverReply.Point point() {
            long[] all = nanos.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            return new DriverReply.Point(
                    name,
                    median(cpuRates),
                    median(wallRates),
                    all[all.length / 2] / 1e3,
                    all[(int) (all.length * 0.99)] / 1e3);
        }

        private static double median(List<Double> values) {
            double[] sorted =
                    values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            return sorted[sorted.length / 2];
        }
    }

    Measurement(Searching index, DriverRequest request, float[][] queries) {
        this.index = index;
        this.request = request;
        this.queries = queries;
        for (String name : request.settings()) {
            settings.add(new Setting(name, new int[queries.length][request.k()]));
        }
    }

    List<DriverReply.Point> run() throws IOException {
        warmUp();
        for (int pass = 0; pass < request.passes(); pass++) {
            for (Setting setting : settings) {
                if (pass == 0 || setting.seconds < request.limit()) {
                    pass(setting);
                }
            }
        }
        Files.createDirectories(request.answers());
        List<DriverReply.Point> points = new ArrayList<>();
        for (Setting setting : settings) {
            Rows.write(DriverRequest.answersFile(request.answers(), setting.name), setting.answers);
            points.add(setting.point());
        }
        return points;
    }

    private void warmUp() throws IOException {
        long end = System.nanoTime() + (long) (request.warmup() * 1e9);
        int[] rows = new int[request.k()];
        int next = 0;
        while (System.nanoTime() < end) {
            for (Setting setting : settings) {
                for (int i = 0; i < WARM_QUERIES && System.nanoTime() < end; i++) {
                    index.search(queries[next++ % queries.length], setting.name, rows);
                }
            }
        }
    }

    private void pass(Setting setting) throws IOException {
        long[] nanos = new long[queries.length];
        double cpu = cpuSeconds();
        long begin = System.nanoTime();
        for (int q = 0; q < queries.length; q++) {
            long start = System.nanoTime();
            int found = index.search(queries[q], setting.name, setting.answers[q]);
            nanos[q] = System.nanoTime() - start;
            Arrays.fill(setting.answers[q], found, request.k(), -1);
        }
        double wall = (System.nanoTime() - begin) / 1e9;
        // The clock of a whole process has steps of 10 ms.
        setting.cpuRates.add(queries.length / Math.max(index.usesOtherThreads() ? 0.01 : 1e-6, cpuSeconds() - cpu));
        setting.wallRates.add(queries.length / wall);
        setting.nanos.add(nanos);
        setting.seconds += wall;
    }

    private double cpuSeconds() {
        return index.usesOtherThreads() ? ProcessUse.cpuSeconds() : threads.getCurrentThreadCpuTime() / 1e9;
    }
}
