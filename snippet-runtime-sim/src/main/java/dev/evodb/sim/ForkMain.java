package dev.evodb.sim;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The other end of `ForkedRun`: reads a workload from the folder in the first argument, runs it, writes its
/// measurement.
final class ForkMain {
    private ForkMain() {}

    /// Any exception ends the process with exit code 1 and its text, which `ForkedRun` reports.
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Workload workload;
        try (DataInputStream in = new DataInputStream(
                new BufferedInputStream(Files.newInputStream(folder.resolve(ForkedRun.WORKLOAD_FILE))))) {
            workload = WorkloadCodec.readWorkload(in);
        }
        Measurement measurement = workload.run();
        try (DataOutputStream out = new DataOutputStream(
                new BufferedOutputStream(Files.newOutputStream(folder.resolve(ForkedRun.MEASUREMENT_FILE))))) {
            WorkloadCodec.writeMeasurement(out, measurement);
        }
    }
}
