package dev.evodb.sim.calibration;

import dev.evodb.sim.ForkedRun;
import dev.evodb.sim.Invocation;
import dev.evodb.sim.Measurement;
import dev.evodb.sim.Simulator;
import dev.evodb.sim.Workload;
import dev.evodb.sim.engine.JavetEngine;
import dev.evodb.sim.workerd.Workerd;
import dev.evodb.sim.workerd.WorkerdRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The process of [PairedRuns]: V8 without a compiler here, and workerd beside it.
final class PairedMain {
    private PairedMain() {}

    /// The folder of the workload, the binary of workerd and its version.
    public static void main(String[] arguments) throws IOException {
        Workerd workerd = new Workerd(Path.of(arguments[1]), arguments[2]);
        ForkedRun.serve(Path.of(arguments[0]), workload -> run(workload, workerd));
    }

    private static List<Measurement> run(Workload workload, Workerd workerd) throws IOException {
        List<Invocation> here = new ArrayList<>();
        try (JavetEngine engine = new JavetEngine(JavetEngine.Tiers.INTERPRETER);
                Simulator simulator = workload.simulator(engine)) {
            Measurement there = new WorkerdRun(workerd).timedAfter(workload, request -> {
                simulator.resetIsolates();
                here.add(simulator.invoke(request));
            });
            return List.of(new Measurement(engine.name(), here, List.of()), there);
        }
    }
}
