package dev.evodb.sim;

import dev.evodb.sim.net.CacheStatus;
import dev.evodb.sim.net.Delivery;
import dev.evodb.sim.net.SnippetRequest;
import java.util.Optional;

/// One subrequest of a snippet. Each hop of a redirect chain is one of its own.
///
/// @param status      of the answer, or 0 if there was none
/// @param bytes       length of the answer's body, read or not
/// @param error       why there was no answer, or no whole body; empty if there was one
/// @param invocation  what ran there, if the hostname belongs to a snippet
/// @param startMicros on the virtual clock, as are `headMicros`, when the head of the answer was
///     there, and `endMicros`, when its body was
/// @param cache       what the CDN had to do with it
/// @param originBytes pulled from an origin for it, more than `bytes` where the CDN fills itself
/// @param fault       what the plan of the network let go wrong; empty for nothing
/// @param isBypassed  whether the hostname has a snippet that did not run, because the subrequest came
///     from its own zone; the origin answered
public record Hop(
        String method,
        String url,
        int status,
        long bytes,
        String error,
        Optional<Invocation> invocation,
        long startMicros,
        long headMicros,
        long endMicros,
        CacheStatus cache,
        long originBytes,
        String fault,
        boolean isBypassed) {
    /// A hop that went as `delivery` says, between these moments of the virtual clock.
    public static Hop of(
            SnippetRequest request,
            Delivery delivery,
            Optional<Invocation> invocation,
            long startMicros,
            long headMicros,
            long endMicros,
            boolean isBypassed) {
        return switch (delivery) {
            case Delivery.Answered answered ->
                new Hop(
                        request.method(),
                        request.url(),
                        answered.response().status(),
                        answered.response().body().length,
                        answered.bodyError(),
                        invocation,
                        startMicros,
                        headMicros,
                        endMicros,
                        answered.cache(),
                        answered.originBytes(),
                        answered.fault(),
                        isBypassed);
            case Delivery.Failed failed ->
                new Hop(
                        request.method(),
                        request.url(),
                        0,
                        0,
                        failed.message(),
                        invocation,
                        startMicros,
                        headMicros,
                        endMicros,
                        CacheStatus.NONE,
                        0,
                        failed.fault(),
                        isBypassed);
        };
    }
}
