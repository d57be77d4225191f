package dev.evodb.sim.engine;

import java.util.List;

/// What one entry into JavaScript did.
///
/// @param cpuNanos     CPU time of the thread between entry and return; what is billed
/// @param sampledBytes highest used heap plus array buffers seen during and at the end of the turn
/// @param operations   what the snippet asked of the network, in its order
/// @param console      lines it logged
/// @param progress     where the request stands
public record Turn(
        long cpuNanos, long sampledBytes, List<Operation> operations, List<String> console, Progress progress) {}
