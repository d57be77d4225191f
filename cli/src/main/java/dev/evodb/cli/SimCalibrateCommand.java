package dev.evodb.cli;

import dev.evodb.sim.calibration.Calibration;
import dev.evodb.sim.calibration.Calibrator;
import dev.evodb.sim.workerd.Workerd;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `evodb sim calibrate`: what lies between the simulator and workerd on this machine.
@Command(
        name = "calibrate",
        description = "Measures small snippets in the simulator and in workerd, and keeps what lies between them.",
        footer = {
            "",
            "EVODB_WORKERD names the binary of workerd, or a folder in which 'npm install workerd' was run.",
            "Without a calibration of this machine and engine, reports say so and forecast nothing.",
        })
final class SimCalibrateCommand implements Callable<Integer> {
    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where to keep it. Default: .evodb/calibration.properties in the home folder.")
    private @Nullable Path out;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter progress = spec.commandLine().getErr();
        Calibration calibration = Calibrator.run(Workerd.find(), progress::println);
        Path file = out == null ? Calibration.standardFile() : out;
        calibration.save(file);
        spec.commandLine()
                .getOut()
                .println(String.format(
                        Locale.ROOT,
                        "%s = %.3f × %s %+.3f ms, %+.3f ms if it fetches, %+.3f ms a subrequest;"
                                + " worst residual %.1f %%, on %s%nkept in %s",
                        calibration.workerd(),
                        calibration.factor(),
                        calibration.engine(),
                        calibration.requestMillis(),
                        calibration.fetchingMillis(),
                        calibration.subrequestMillis(),
                        calibration.worstResidual() * 100,
                        calibration.cpuModel(),
                        file));
        return ExitCode.DONE.number();
    }
}
