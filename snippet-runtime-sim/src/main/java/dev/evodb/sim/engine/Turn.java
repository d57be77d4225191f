package dev.evodb.sim.engine;

import java.util.List;

/// What one entry into JavaScript did.
///
/// @param cpuNanos     CPU time of the thread between entry and return; what is billed
/// @param startupNanos the part of it that compiled and evaluated the module; 0 unless the isolate was cold
/// @param sampledBytes highest used heap plus array buffers seen during and at the end of the turn
/// @param operations   what the snippet asked of the network, in its order
/// @param console      lines it logged
/// @param progress     where the request stands
public record Turn(
        long cpuNanos,
        long startupNanos,
        long sampledBytes,
        List<Operation> operations,
        List<String> console,
        Progress progress) {
    /// This turn, all of it spent on starting the module.
    Turn asStartup() {
        return new Turn(cpuNanos, cpuNanos, sampledBytes, operations, console, progress);
    }

    /// This turn together with the `evaluation` of the module before it.
    Turn after(Turn evaluation) {
        return new Turn(
                evaluation.cpuNanos + cpuNanos,
                evaluation.cpuNanos,
                Math.max(evaluation.sampledBytes, sampledBytes),
                operations,
                console,
                progress);
    }
}
