package dev.evodb.sim.calibration;

import dev.evodb.sim.ForkedRun;
import dev.evodb.sim.Invocation;
import dev.evodb.sim.Measurement;
import dev.evodb.sim.Workload;
import dev.evodb.sim.workerd.Workerd;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The same requests in both engines, each sample of one right after the same sample of the other.
///
/// CPU time is no property of a snippet alone. On a machine that others share, and every virtual machine
/// is one, the same instructions take up to twice as long from one second to the next, also where nothing
/// else seems to run. What lasts is how long they take in one engine compared with the other at the same
/// moment: the median of that ratio over many pairs.
///
/// @param engine of the simulator
/// @param times  of each request of the workload
record PairedRuns(String engine, List<Times> times) {
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    /// One request, without the evaluation of the module.
    ///
    /// @param simulatorMillis the fastest sample
    /// @param workerdMillis   that, times the median of the ratios: what workerd would need at the same
    ///     speed of the machine
    /// @param ratioError      by how much, as a share, the median may be off by chance
    record Times(double simulatorMillis, double workerdMillis, double ratioError) {}

    PairedRuns {
        times = List.copyOf(times);
    }

    /// Runs `workload`, each request as many times as the workload has samples.
    ///
    /// @throws IOException if an engine does not start or stops answering
    static PairedRuns of(Workload workload, Workerd workerd) throws IOException {
        List<Measurement> both = ForkedRun.run(
                workload, PairedMain.class, List.of(workerd.binary().toString(), workerd.version()), DEADLINE);
        Measurement here = both.get(0);
        Measurement there = both.get(1);
        int requests = workload.requests().size();
        List<Times> times = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            times.add(times(millis(here, i, requests), millis(there, i, requests)));
        }
        return new PairedRuns(here.engine(), times);
    }

    private static double[] millis(Measurement measurement, int request, int requests) {
        List<Invocation> timed = measurement.timed();
        double[] millis = new double[timed.size() / requests];
        for (int sample = 0; sample < millis.length; sample++) {
            Invocation invocation = timed.get(sample * requests + request);
            // Anything but an answer is a mistake in the snippet, and ends the run with what it was refused for.
            invocation.answered();
            millis[sample] = (invocation.cpuNanos() - invocation.startupNanos()) / 1e6;
        }
        return millis;
    }

    /// Of the samples of one request, `here[i]` and `there[i]` being a pair.
    static Times times(double[] here, double[] there) {
        double[] ratios = IntStream.range(0, here.length)
                .mapToDouble(i -> there[i] / here[i])
                .sorted()
                .toArray();
        double fastest = Arrays.stream(here).min().orElseThrow();
        double median = (ratios[(ratios.length - 1) / 2] + ratios[ratios.length / 2]) / 2;
        return new Times(fastest, fastest * median, medianError(ratios) / median);
    }

    /// Standard error of the median of what `sorted` is a sample of, from the distance of its quartiles:
    /// 0.93 of it divided by the root of the size, if the middle is that of a normal distribution.
    private static double medianError(double[] sorted) {
        double quartiles = sorted[3 * (sorted.length - 1) / 4] - sorted[(sorted.length - 1) / 4];
        return 0.93 * quartiles / Math.sqrt(sorted.length);
    }
}
