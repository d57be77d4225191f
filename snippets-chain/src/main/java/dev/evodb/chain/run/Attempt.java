package dev.evodb.chain.run;

/// One request to a snippet.
///
/// `id` counts the requests of the run from 0: each is a subrequest. `step` and `url` say whom it is for,
/// `input` is the body. `number` counts the requests of this call from 1: the first attempt, retries, the
/// hedged request. `timeLeft` is how many milliseconds the snippet has to answer, for [Deadline#HEADER];
/// 0 if there is no bound. `hops` is the value of [dev.evodb.chain.Hops#HEADER].
public record Attempt<V>(int id, String step, String url, V input, int number, int timeLeft, String hops) {}
