package dev.evodb.sim;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// One request served, or refused, by one snippet; with everything it set off, as a tree.
///
/// The virtual clock counts microseconds from the start of the outermost request. It advances by billed CPU
/// time and by the stated latency of subrequests, so subrequests in flight together overlap.
///
/// @param isCold          whether the isolate was new, so that the evaluation of the module is in `cpuNanos`
/// @param cpuNanos        billed CPU time of this snippet alone, over all turns
/// @param startupNanos    the part of it that compiled and evaluated the module; 0 unless `isCold`
/// @param turns           entries into JavaScript
/// @param liveMemoryBytes used heap and array buffers after a forced collection at the end; empty if none was
///     forced
/// @param peakMemoryBytes highest total seen, garbage included
/// @param subrequests     started by this snippet, hops of redirects included
/// @param bytesFetched    bodies of the answers to them
/// @param hops            the subrequests in the order of their start
/// @param console         what the snippet logged in turns that ended well
public record Invocation(
        String host,
        Outcome outcome,
        boolean isCold,
        long cpuNanos,
        long startupNanos,
        int turns,
        OptionalLong liveMemoryBytes,
        long peakMemoryBytes,
        int subrequests,
        long bytesFetched,
        List<Hop> hops,
        List<String> console,
        long startMicros,
        long endMicros) {

    /// This invocation and all that it set off, outermost first.
    public Stream<Invocation> tree() {
        return Stream.concat(
                Stream.of(this),
                hops.stream().flatMap(hop -> hop.invocation().stream()).flatMap(Invocation::tree));
    }

    /// The answer, for callers that expect one.
    ///
    /// @throws IllegalStateException if the request was refused; the message says why
    public Outcome.Answered answered() {
        return switch (outcome) {
            case Outcome.Answered answered -> answered;
            case Outcome.Refused refused ->
                throw new IllegalStateException(
                        host + " was refused with " + refused.code().number() + ": " + refused.message());
        };
    }
}
