package dev.evodb.sim;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// One request served, or refused, by one snippet; with everything it set off, as a tree.
///
/// The virtual clock counts microseconds from the start of the outermost request. It advances by billed
/// CPU time and by the stated latency of subrequests, so subrequests in flight together overlap.
///
/// @param isCold          whether the isolate was new, so that the evaluation of the module is in
///     `cpuNanos`
/// @param cpuNanos        billed CPU time of this snippet alone, over all turns
/// @param startupNanos    the part of it that compiled and evaluated the module; 0 unless `isCold`
/// @param turns           entries into JavaScript, in order
/// @param liveMemoryBytes used heap and array buffers after a forced collection at the end; empty if
///     none was forced
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
        List<TurnSpan> turns,
        OptionalLong liveMemoryBytes,
        long peakMemoryBytes,
        int subrequests,
        long bytesFetched,
        List<Hop> hops,
        List<String> console,
        long startMicros,
        long endMicros) {

    /// One entry into JavaScript: when it began on the virtual clock, and what it was billed.
    public record TurnSpan(long startMicros, long cpuNanos) {}

    /// The same with another end.
    public Invocation withOutcome(Outcome other) {
        return new Invocation(
                host,
                other,
                isCold,
                cpuNanos,
                startupNanos,
                turns,
                liveMemoryBytes,
                peakMemoryBytes,
                subrequests,
                bytesFetched,
                hops,
                console,
                startMicros,
                endMicros);
    }

    /// The same with figures of memory that were measured apart.
    public Invocation withMemory(OptionalLong live, long peak) {
        return new Invocation(
                host,
                outcome,
                isCold,
                cpuNanos,
                startupNanos,
                turns,
                live,
                peak,
                subrequests,
                bytesFetched,
                hops,
                console,
                startMicros,
                endMicros);
    }

    /// This invocation and all that it set off, outermost first.
    public Stream<Invocation> tree() {
        return Stream.concat(
                Stream.of(this),
                hops.stream().flatMap(hop -> hop.invocation().stream()).flatMap(Invocation::tree));
    }

    /// What happened on the network, line by line, without anything that is measured: the same from run
    /// to run if the network's clock is `NetworkPlan.Clock.NETWORK`.
    public String transcript() {
        StringBuilder text = new StringBuilder();
        transcript("", text);
        return text.toString();
    }

    private void transcript(String indent, StringBuilder text) {
        String end = switch (outcome) {
            case Outcome.Answered answered -> answered.status() + " " + answered.body().length + " bytes";
            case Outcome.Refused refused -> "error " + refused.code().number();
        };
        text.append(indent).append(startMicros).append("..").append(endMicros);
        text.append(' ').append(host).append(' ').append(end).append('\n');
        for (Hop hop : hops) {
            text.append(indent)
                    .append("  ")
                    .append(hop.startMicros())
                    .append("..")
                    .append(hop.headMicros());
            text.append("..").append(hop.endMicros()).append(' ').append(hop.method());
            text.append(' ').append(hop.url()).append(' ').append(hop.status());
            text.append(' ').append(hop.bytes()).append(" bytes ").append(hop.cache());
            text.append(hop.isBypassed() ? " bypassed" : "");
            text.append(hop.fault().isEmpty() ? "" : " fault: " + hop.fault());
            text.append(hop.error().isEmpty() ? "" : " error: " + hop.error()).append('\n');
            hop.invocation().ifPresent(inner -> inner.transcript(indent + "    ", text));
        }
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
