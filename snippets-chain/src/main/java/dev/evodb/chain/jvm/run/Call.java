package dev.evodb.chain.jvm.run;

import java.util.Map;

/// One request to a snippet. `parameters` is the query string of the request that entered the chain, `k`
/// among them; `number` counts the requests of this call from 1. `timeLeft` is how many milliseconds the
/// snippet has, 0 for no bound, `hops` the value of [dev.evodb.chain.Hops#HEADER].
public record Call(
        String step, String url, Value input, Map<String, String> parameters, int number, int timeLeft, String hops) {
    public Call {
        parameters = Map.copyOf(parameters);
    }

    /// The same call, of whoever asks the whole chain.
    Call entering() {
        return new Call(step, url, input, parameters, number, timeLeft, "");
    }
}
