package dev.evodb.chain.run;

/// The request that a run answers, but for its body.
///
/// `host` is where it arrived, `hops` its header [dev.evodb.chain.Hops#HEADER], empty if it entered the
/// chain here. `k` is how many hits it asks for, by
/// [dev.evodb.chain.HitCount]. `deadlineMillis` is how long it may take, by
/// [Deadline#HEADER]; 0 if that is not bounded.
public record Arrival(String host, String hops, int k, int deadlineMillis, Parameters parameters) {}
