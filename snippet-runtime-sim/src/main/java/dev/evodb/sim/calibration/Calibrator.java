package dev.evodb.sim.calibration;

import dev.evodb.sim.Mode;
import dev.evodb.sim.Workload;
import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.MemoryOrigin;
import dev.evodb.sim.net.NetworkPlan;
import dev.evodb.sim.net.OriginResponse;
import dev.evodb.sim.net.RecordedOrigin;
import dev.evodb.sim.net.SnippetRequest;
import dev.evodb.sim.workerd.Workerd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/// Measures the same small snippets in both engines, without a compiler, and fits what lies between them.
public final class Calibrator {
    private static final int SAMPLES = 40;
    private static final int OBJECT_BYTES = 32 << 10;
    private static final String STORE = "store.example";

    /// Work of the kinds that snippets do, and fetches; the answers are read as bytes.
    private static final String SOURCE = """
            const floats = new Float32Array(4096).map((_, i) => Math.sin(i));
            function dot(a, at, b, length) {
                let sum = 0;
                for (let i = 0; i < length; i++) sum += a[at + i] * b[i];
                return sum;
            }
            export default {
                async fetch(request) {
                    const answers = [];
                    for (let i = 0; i < FETCHES; i++) {
                        answers.push(fetch('https://store.example/object', { headers: { range: 'bytes=' + i * 4096 + '-' + (i * 4096 + 4095) } }));
                    }
                    let sum = 0;
                    for (const answer of await Promise.all(answers)) sum += new Uint8Array(await answer.arrayBuffer())[7];
                    for (let row = 0; row < ROWS; row++) sum += dot(floats, row % 64 * 32, floats, 128);
                    const found = [];
                    for (let i = 0; i < OBJECTS; i++) found.push({ id: i, distance: sum * i });
                    found.sort((a, b) => b.distance - a.distance);
                    return Response.json({ sum, first: found.slice(0, 3) });
                }
            };
            """;

    private Calibrator() {}

    /// One snippet: how many subrequests, rows of 128 multiply-adds, and objects to sort.
    private record Probe(int fetches, int rows, int objects) {
        SnippetModule module() {
            return new SnippetModule(
                    "probe.js",
                    SOURCE.replace("FETCHES", Integer.toString(fetches))
                            .replace("ROWS", Integer.toString(rows))
                            .replace("OBJECTS", Integer.toString(objects)));
        }
    }

    /// What is fitted.
    private static final List<Probe> PROBES = List.of(
            new Probe(0, 0, 0),
            new Probe(1, 0, 0),
            new Probe(2, 0, 0),
            new Probe(3, 0, 0),
            new Probe(5, 0, 0),
            new Probe(0, 100, 0),
            new Probe(0, 400, 0),
            new Probe(4, 600, 0),
            new Probe(5, 1000, 300),
            new Probe(0, 0, 1500),
            new Probe(1, 2000, 0));

    /// What the fit is checked on beside that.
    private static final List<Probe> CHECKS =
            List.of(new Probe(2, 200, 100), new Probe(4, 300, 500), new Probe(3, 1500, 0));

    /// Calibrates against `workerd`; `progress` gets a line for each probe. Takes a minute or two.
    ///
    /// @throws IOException if an engine does not start or stops answering
    public static Calibration run(Workerd workerd, Consumer<String> progress) throws IOException {
        List<Probe> probes = new ArrayList<>(PROBES);
        probes.addAll(CHECKS);
        PairedRuns runs = PairedRuns.of(workload(probes), workerd);
        List<Calibration.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < probes.size(); i++) {
            PairedRuns.Times times = runs.times().get(i);
            pairs.add(new Calibration.Pair(
                    times.simulatorMillis(),
                    times.workerdMillis(),
                    probes.get(i).fetches()));
        }
        Calibration calibration = Calibration.fit(
                        runs.engine(), workerd.version(), CpuModel.current(), pairs.subList(0, PROBES.size()))
                .checkedOn(pairs);
        for (int i = 0; i < probes.size(); i++) {
            progress.accept(line(
                    probes.get(i),
                    calibration,
                    pairs.get(i),
                    runs.times().get(i).ratioError(),
                    i >= PROBES.size()));
        }
        return calibration;
    }

    private static String line(
            Probe probe, Calibration calibration, Calibration.Pair pair, double error, boolean isCheck) {
        double forecast = calibration.forecastMillis(pair.simulatorMillis(), pair.subrequests());
        return String.format(
                Locale.ROOT,
                "%d subrequests, %4d rows, %4d objects: simulator %6.3f ms, workerd %6.3f ms (± %.1f %%),"
                        + " forecast %6.3f ms (%+.1f %%)%s",
                probe.fetches(),
                probe.rows(),
                probe.objects(),
                pair.simulatorMillis(),
                pair.workerdMillis(),
                error * 100,
                forecast,
                (forecast / pair.workerdMillis() - 1) * 100,
                isCheck ? ", not fitted" : "");
    }

    private static Workload workload(List<Probe> probes) throws IOException {
        RecordedOrigin recording = new RecordedOrigin(Map.of());
        MemoryOrigin store = new MemoryOrigin().object("/object", new byte[OBJECT_BYTES]);
        for (int from = 0; from < OBJECT_BYTES; from += 4096) {
            OriginResponse answered = RecordedOrigin.recording(store, recording)
                    .answer(SnippetRequest.get("https://" + STORE + "/object")
                            .withHeader("range", "bytes=" + from + "-" + (from + 4095)));
            if (answered.status() != 206) {
                throw new IllegalStateException("the probe's origin answers " + answered.status());
            }
        }
        Map<String, SnippetModule> snippets = new HashMap<>();
        List<SnippetRequest> requests = new ArrayList<>();
        for (int i = 0; i < probes.size(); i++) {
            String host = "probe-" + i + ".example";
            snippets.put(host, probes.get(i).module());
            requests.add(SnippetRequest.get("https://" + host + "/"));
        }
        return new Workload(
                Profile.EVODB.withCpuMicros(10_000_000),
                Mode.INTERPRETER,
                snippets,
                Map.of(),
                requests,
                SAMPLES,
                0,
                NetworkPlan.IDEAL,
                Map.of(STORE, recording));
    }
}
