package dev.evodb.sim.engine;

import dev.evodb.sim.net.SnippetRequest;
import java.util.OptionalLong;

/// One snippet's own heap and globals, serving one request at a time.
///
/// A request is `begin`, any number of `deliver`, and `finish`. Each of the first two enters JavaScript
/// once and runs until nothing is left to do without the network: that is a turn. The isolate enforces
/// CPU time, memory, and the subrequests a turn starts; it ends the request by a turn whose progress is
/// `Stopped`. After any progress other than `Waiting` only `finish` may follow.
///
/// `nowMillis` is what `Date` shows while the turn runs, in milliseconds since 1970.
///
/// Bodies are numbered from 0 in the order in which a request hands them over: first that of the request,
/// if it has one, then those of the answers that have one.
public interface SnippetIsolate extends AutoCloseable {
    /// Whether no request has been begun yet: the next one pays for the evaluation of the module.
    boolean isCold();

    /// Evaluates the module if that has not happened, and hands `request` to the snippet's `fetch`.
    Turn begin(SnippetRequest request, long nowMillis);

    /// Hands the snippet what it waits for. `subrequestsLeft` is what the request may still start.
    Turn deliver(Arrival arrival, int subrequestsLeft, long nowMillis);

    /// Ends the request: drops whatever of it still runs, and with `collect` forces a collection and
    /// measures. Without it a collection comes only where much has piled up, see `IsolateSettings`.
    Settlement finish(boolean collect);

    @Override
    void close();

    /// What a request leaves behind.
    ///
    /// @param liveBytes  used heap and array buffers after a forced collection; if none was asked for,
    ///     only there if it is known to be above the limit
    /// @param isReusable whether the isolate may serve another request
    record Settlement(OptionalLong liveBytes, boolean isReusable) {}
}
