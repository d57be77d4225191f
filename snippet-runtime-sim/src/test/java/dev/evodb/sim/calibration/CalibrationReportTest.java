package dev.evodb.sim.calibration;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.sim.Mode;
import dev.evodb.sim.Workload;
import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.examples.Example;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.SnippetRequest;
import dev.evodb.sim.workerd.Workerd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Calibrates this machine, and leaves in `target/calibration.txt` how well that forecasts the computing
/// examples, of which the calibration knows nothing. Asserts no figure: they are the machine's.
@Tag("workerd")
class CalibrationReportTest {
    private static final int SAMPLES = 40;

    @TempDir
    static Path store;

    @Test
    void forecastsTheComputingExamples() throws IOException {
        Example.fill(store);
        Workerd workerd = Workerd.find();
        Path file = Files.createDirectories(Path.of("target")).resolve("calibration.txt");
        Files.deleteIfExists(file);
        // Line by line, because it takes long: whoever waits for it can look.
        Consumer<String> report = line -> {
            try {
                Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        Calibration calibration = Calibrator.run(workerd, report);
        List<Example> examples =
                Example.all().stream().filter(Example::isComputing).toList();
        PairedRuns runs = PairedRuns.of(workload(examples), workerd);
        report.accept(calibration.toString());
        for (int i = 0; i < examples.size(); i++) {
            Example example = examples.get(i);
            PairedRuns.Times times = runs.times().get(i);
            int subrequests = example.source().contains("fetch('https://store.example/floats'") ? 4 : 0;
            double forecast = calibration.forecastMillis(times.simulatorMillis(), subrequests);
            report.accept(String.format(
                    Locale.ROOT,
                    "%-12s simulator %7.3f ms, workerd %7.3f ms (± %.1f %%), forecast %7.3f ms, off by %+5.1f %%",
                    example.name(),
                    times.simulatorMillis(),
                    times.workerdMillis(),
                    times.ratioError() * 100,
                    forecast,
                    (forecast / times.workerdMillis() - 1) * 100));
            assertTrue(forecast > 0, example.name());
        }
    }

    private static Workload workload(List<Example> examples) {
        Map<String, SnippetModule> snippets = new TreeMap<>();
        List<SnippetRequest> requests = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            String host = "example-" + i + ".example";
            snippets.put(
                    host,
                    new SnippetModule(
                            examples.get(i).name() + ".js", examples.get(i).source()));
            requests.add(SnippetRequest.get("https://" + host + "/"));
        }
        return new Workload(
                Profile.EVODB.withCpuMicros(10_000_000),
                Mode.INTERPRETER,
                snippets,
                Map.of("store.example", store),
                requests,
                SAMPLES,
                0,
                0);
    }
}
