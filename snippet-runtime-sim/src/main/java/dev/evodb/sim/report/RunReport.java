package dev.evodb.sim.report;

import dev.evodb.sim.Measurement;
import dev.evodb.sim.Mode;
import dev.evodb.sim.Verdict;
import dev.evodb.sim.Workload;
import dev.evodb.sim.calibration.Calibration;
import dev.evodb.sim.calibration.CpuModel;
import java.util.Optional;
import java.util.OptionalDouble;

/// One measured workload with all that a reader wants to know about it.
///
/// @param title       of the page
/// @param calibration of this engine on this machine; without it there is no forecast
/// @param recallAtK   against exact search, where that was asked for
public record RunReport(
        String title,
        Workload workload,
        Measurement measurement,
        Verdict verdict,
        Optional<Calibration> calibration,
        OptionalDouble recallAtK) {
    /// Drops a calibration that was made with another engine or on another processor.
    public RunReport {
        String engine = measurement.engine();
        calibration = calibration.filter(made -> made.isFor(engine, CpuModel.current()));
    }

    /// What workerd would need on this machine where the decisive figure was measured, without the
    /// evaluation of the module: the highest of the requests without a compiler, the median of cold ones.
    /// Empty without a calibration, and for warm requests, which none is made for.
    public OptionalDouble forecastMillis() {
        if (calibration.isEmpty() || workload.mode() == Mode.WARM) {
            return OptionalDouble.empty();
        }
        Calibration made = calibration.get();
        double[] forecasts = measurement.timed().stream()
                .mapToDouble(request -> request.tree()
                        .mapToDouble(hop ->
                                made.forecastMillis((hop.cpuNanos() - hop.startupNanos()) / 1e6, hop.subrequests()))
                        .max()
                        .orElse(0))
                .sorted()
                .toArray();
        int rank = workload.mode() == Mode.COLD ? (forecasts.length - 1) / 2 : forecasts.length - 1;
        return OptionalDouble.of(forecasts[rank]);
    }
}
