package dev.evodb.sim;

import dev.evodb.sim.engine.Arrival;
import dev.evodb.sim.engine.Operation;
import dev.evodb.sim.engine.Progress;
import dev.evodb.sim.engine.SnippetIsolate;
import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.engine.Turn;
import dev.evodb.sim.limit.ErrorCode;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.ApiCache;
import dev.evodb.sim.net.NetworkPlan;
import dev.evodb.sim.net.OriginResponse;
import dev.evodb.sim.net.SimulatedNetwork;
import dev.evodb.sim.net.SnippetRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;

/// One request in one snippet: feeds its isolate what arrives, in the order of the virtual clock, and
/// keeps the accounts.
final class InvocationRun {
    private final Simulator simulator;
    private final Profile profile;
    private final String host;
    private final long startMicros;
    private final int depth;

    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::atMicros).thenComparingInt(Due::order));
    private final List<Hop> hops = new ArrayList<>();
    private final List<String> console = new ArrayList<>();

    /// The bodies of answers that have not arrived, by the id of the operation.
    private final Map<Integer, Arriving> onTheirWay = new HashMap<>();

    private int scheduled;
    private long clockMicros;
    private long cpuNanos;
    private long startupNanos;
    private final List<Invocation.TurnSpan> turns = new ArrayList<>();
    private final List<Arriving> bodies = new ArrayList<>();
    private long peakBytes;
    private int subrequests;
    private long bytesFetched;

    /// A body on its way: when it is there, or why it will not be.
    private record Arriving(long atMicros, String error) {}

    /// Something that will happen; what was scheduled first comes first at the same time.
    private record Due(long atMicros, int order, Event event) {}

    private sealed interface Event {
        /// The snippet is handed something.
        record Arrive(Arrival arrival) implements Event {}

        /// The request ends.
        record End(Outcome.Refused outcome) implements Event {}
    }

    InvocationRun(Simulator simulator, String host, long startMicros, int depth) {
        this.simulator = simulator;
        this.profile = simulator.profile();
        this.host = host;
        this.startMicros = startMicros;
        this.clockMicros = startMicros;
        this.depth = depth;
    }

    Invocation run(SnippetRequest request) {
        SnippetModule module = simulator.module(host);
        if (module.packageBytes() > profile.packageBytes()) {
            return invocation(refused(ErrorCode.PACKAGE, profile.packageBytes(), module.packageBytes(), module.name()));
        }
        if (depth > simulator.maxDepth()) {
            return invocation(refused(ErrorCode.DEPTH, simulator.maxDepth(), depth, host + " would be the next"));
        }
        SnippetIsolate isolate = simulator.take(host);
        boolean isCold = isolate.isCold();
        Outcome outcome = serve(isolate, request);
        SnippetIsolate.Settlement settlement = isolate.finish(simulator.isCollecting());
        if (settlement.isReusable()) {
            simulator.giveBack(host, isolate);
        } else {
            isolate.close();
        }
        long live = settlement.liveBytes().orElse(0);
        if (outcome instanceof Outcome.Answered && live > profile.memoryBytes()) {
            outcome = refused(ErrorCode.MEMORY, profile.memoryBytes(), live, "live when the request has ended");
        }
        return invocation(outcome, isCold, settlement.liveBytes());
    }

    private Outcome serve(SnippetIsolate isolate, SnippetRequest request) {
        if (request.body().length > 0) {
            bodies.add(new Arriving(clockMicros, ""));
        }
        Turn turn = isolate.begin(request, simulator.dateMillis(clockMicros));
        while (true) {
            account(turn);
            switch (turn.progress()) {
                case Progress.Answered(var response) -> {
                    // Nobody awaits what the last turn started; it counts, and is cut off.
                    turn.operations().forEach(operation -> subrequests += operation.isSubrequest() ? 1 : 0);
                    return new Outcome.Answered(response.status(), response.headers(), response.body());
                }
                case Progress.Stopped(var code, long allowed, long used, String message) -> {
                    if (code == ErrorCode.SUBREQUESTS) {
                        subrequests = Math.toIntExact(used);
                    }
                    return new Outcome.Refused(code, allowed, used, message);
                }
                case Progress.Waiting() -> turn.operations().forEach(this::start);
            }
            Due next = due.poll();
            if (next == null) {
                return new Outcome.Refused(
                        ErrorCode.UNCAUGHT, 0, 1, "the handler's promise is pending and nothing is on its way");
            }
            clockMicros = Math.max(clockMicros, next.atMicros());
            switch (next.event()) {
                case Event.Arrive(Arrival arrival) -> {
                    if (arrival instanceof Arrival.Answer answer
                            && answer.response().body().length > 0) {
                        bodies.add(onTheirWay.get(answer.id()));
                    }
                    turn = isolate.deliver(
                            arrival,
                            Math.max(0, profile.subrequests() - subrequests),
                            simulator.dateMillis(clockMicros));
                }
                case Event.End(Outcome.Refused outcome) -> {
                    return outcome;
                }
            }
        }
    }

    private void account(Turn turn) {
        turns.add(new Invocation.TurnSpan(clockMicros, turn.cpuNanos()));
        cpuNanos += turn.cpuNanos();
        startupNanos += turn.startupNanos();
        if (simulator.network().plan().clock() == NetworkPlan.Clock.CPU_AND_NETWORK) {
            clockMicros += turn.cpuNanos() / 1_000;
        }
        peakBytes = Math.max(peakBytes, turn.sampledBytes());
        console.addAll(turn.console());
    }

    private void start(Operation operation) {
        switch (operation) {
            case Operation.Fetch fetch -> fetch(fetch);
            case Operation.BadFetch(int id, String message) -> {
                subrequests++;
                schedule(clockMicros, new Event.Arrive(new Arrival.Failure(id, message)));
            }
            case Operation.ReadBody read -> read(read);
            case Operation.CacheCall(int id, Operation.Cache call, boolean isCounted) -> {
                subrequests += isCounted ? 1 : 0;
                cache(id, call);
            }
            case Operation.Timer(int id, int delayMillis) ->
                schedule(clockMicros + delayMillis * 1_000L, new Event.Arrive(new Arrival.Tick(id)));
        }
    }

    private void read(Operation.ReadBody read) {
        // A body of an earlier request is not on its way; the isolate says so.
        Arriving body = read.body() < bodies.size() ? bodies.get(read.body()) : new Arriving(clockMicros, "");
        Arrival arrival =
                body.error().isEmpty() ? new Arrival.Body(read) : new Arrival.Failure(read.id(), body.error());
        schedule(Math.max(clockMicros, body.atMicros()), new Event.Arrive(arrival));
    }

    private void cache(int id, Operation.Cache call) {
        SimulatedNetwork network = simulator.network();
        ApiCache store = network.apiCache();
        long atMicros = clockMicros + network.cacheApiMicros(call.request().url());
        long world = simulator.worldMicros(atMicros);
        Arrival arrival = switch (call) {
            case Operation.Cache.Match(String cache, SnippetRequest request) ->
                store.match(cache, request, world)
                        .<Arrival>map(response -> {
                            onTheirWay.put(id, new Arriving(atMicros, ""));
                            return new Arrival.Answer(id, request.url(), false, response);
                        })
                        .orElse(new Arrival.CacheDone(id, Optional.empty()));
            case Operation.Cache.Put(String cache, SnippetRequest request, OriginResponse response) ->
                store.put(cache, request, response, world)
                        .<Arrival>map(error -> new Arrival.Failure(id, error))
                        .orElse(new Arrival.CacheDone(id, Optional.empty()));
            case Operation.Cache.Delete(String cache, SnippetRequest request) ->
                new Arrival.CacheDone(id, Optional.of(store.delete(cache, request, world)));
        };
        schedule(atMicros, new Event.Arrive(arrival));
    }

    /// Lets a subrequest happen at once, redirects and all, and schedules its end for when it would
    /// arrive.
    private void fetch(Operation.Fetch fetch) {
        Route route = new Route(simulator, host, depth, clockMicros);
        switch (route.follow(fetch, profile.subrequests() - subrequests)) {
            case Route.End.Arrived(Arrival arrival) -> {
                Hop last = route.hops().getLast();
                onTheirWay.put(fetch.id(), new Arriving(last.endMicros(), last.error()));
                schedule(route.clockMicros(), new Event.Arrive(arrival));
            }
            case Route.End.OutOfSubrequests() -> {
                subrequests++;
                Outcome.Refused end = refused(
                        ErrorCode.SUBREQUESTS,
                        profile.subrequests(),
                        profile.subrequests() + 1L,
                        "the next hop would be one more");
                schedule(route.clockMicros(), new Event.End(end));
            }
        }
        hops.addAll(route.hops());
        subrequests += route.hops().size();
        for (Hop hop : route.hops()) {
            bytesFetched += hop.bytes();
        }
    }

    private void schedule(long atMicros, Event event) {
        due.add(new Due(atMicros, scheduled++, event));
    }

    private static Outcome.Refused refused(ErrorCode code, long allowed, long used, String how) {
        return new Outcome.Refused(
                code, allowed, used, code.limit() + " limit is " + allowed + ", used " + used + ": " + how);
    }

    private Invocation invocation(Outcome outcome) {
        return invocation(outcome, true, OptionalLong.empty());
    }

    private Invocation invocation(Outcome outcome, boolean isCold, OptionalLong live) {
        return new Invocation(
                host,
                outcome,
                isCold,
                cpuNanos,
                startupNanos,
                List.copyOf(turns),
                live,
                Math.max(peakBytes, live.orElse(0)),
                subrequests,
                bytesFetched,
                List.copyOf(hops),
                List.copyOf(console),
                startMicros,
                clockMicros);
    }
}
