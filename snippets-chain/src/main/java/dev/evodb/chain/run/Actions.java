package dev.evodb.chain.run;

/// What a run asks of whoever drives it. All calls come from within the methods of [Run], and none may
/// call the run back before that method has returned: what an action leads to is the next event.
public interface Actions<V> {
    /// Sends a request. The driver tells [Run#answered] or [Run#failed] with `attempt.id()`, sooner or
    /// later or never.
    void send(Attempt<V> attempt);

    /// Gives up a request: its answer does not count any more, whether it comes or not.
    void cancel(int attempt);

    /// Asks for [Run#elapsed] at that time, in milliseconds since the start; takes the place of an
    /// earlier wish. [Run#NEVER] takes it back.
    void wakeAt(int millis);

    /// The run has an answer. Nothing is under way any more, and no action follows.
    void finished(Output<V> output);

    /// The run has none. Nothing is under way any more, and no action follows.
    void finished(Failure failure);
}
