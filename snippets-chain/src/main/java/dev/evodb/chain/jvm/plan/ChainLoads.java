package dev.evodb.chain.jvm.plan;

import dev.evodb.chain.Chain;
import dev.evodb.chain.FanOut;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// What steps need, from the leaves up: each step once, however often it is called.
final class ChainLoads {
    private final Chain chain;
    /// Requests that the calls of a step make in the invocation that it runs in.
    private final Map<StepId, Requests> requests = new HashMap<>();
    private final Map<StepId, Load> loads = new HashMap<>();
    private final Map<StepId, Total> totals = new HashMap<>();
    private final Map<StepId, CriticalPath> paths = new HashMap<>();

    private record Requests(int calls, int extra) {
        static final Requests NONE = new Requests(0, 0);
    }

    private ChainLoads(Chain chain) {
        this.chain = chain;
    }

    static ChainLoads of(Chain chain) {
        ChainLoads loads = new ChainLoads(chain);
        for (Step step : chain.callersFirst().reversed()) {
            loads.add(step);
        }
        return loads;
    }

    /// That of a step with a snippet.
    Load load(StepId step) {
        return Objects.requireNonNull(loads.get(step));
    }

    /// Of the step with all that it calls, without the request that calls it.
    Total total(StepId step) {
        return Objects.requireNonNull(totals.get(step));
    }

    /// Through the step and all that it calls.
    CriticalPath path(StepId step) {
        return Objects.requireNonNull(paths.get(step));
    }

    private void add(Step step) {
        Requests made = requests(step);
        Total total = totalBelow(step);
        CriticalPath path = pathBelow(step);
        Optional<Snippet> snippet = step.snippet();
        if (snippet.isPresent()) {
            Load load = Load.of(snippet.get().cost(), made.calls(), made.extra());
            total = total.plus(new Total(1, load.ownSubrequests(), load.cpuMicros()));
            path = new CriticalPath(List.of(step.id()), load.wallMicros()).then(path);
            loads.put(step.id(), load);
        }
        requests.put(step.id(), made);
        totals.put(step.id(), total);
        paths.put(step.id(), path);
    }

    private Requests requests(Step step) {
        List<Requests> calls = each(step, this::requestsOfCall);
        return switch (step) {
            case Step.Invoke _ -> Requests.NONE;
            case Step.Sequential sequential -> sum(calls, sequential.calls().size());
            case Step.Parallel parallel -> {
                FanOut fanOut = parallel.fanOut();
                Requests all = sum(calls, fanOut.partitioner().called(calls.size()));
                yield new Requests(
                        all.calls(), Math.min(all.extra(), fanOut.retryBudget().orElse(all.extra())));
            }
            case Step.Conditional _ -> sum(calls, 1);
        };
    }

    private Requests requestsOfCall(StepId called) {
        return switch (chain.step(called).placement()) {
            case Placement.Hop hop -> new Requests(1, hop.policy().extraRequests());
            case Placement.InLine _ -> Objects.requireNonNull(requests.get(called));
        };
    }

    /// Of the `most` largest, figure by figure.
    private static Requests sum(List<Requests> calls, int most) {
        return new Requests((int) largest(calls, Requests::calls, most), (int) largest(calls, Requests::extra, most));
    }

    private Total totalBelow(Step step) {
        List<Total> calls = each(step, this::totalOfCall);
        return switch (step) {
            case Step.Invoke _ -> Total.NONE;
            case Step.Sequential _ -> calls.stream().reduce(Total.NONE, Total::plus);
            case Step.Parallel parallel -> {
                int called = parallel.fanOut().partitioner().called(calls.size());
                yield new Total(
                        largest(calls, Total::invocations, called),
                        largest(calls, Total::subrequests, called),
                        calls.stream().allMatch(call -> call.cpuMicros().isPresent())
                                ? OptionalLong.of(
                                        largest(calls, call -> call.cpuMicros().orElse(0), called))
                                : OptionalLong.empty());
            }
            case Step.Conditional _ -> calls.stream().reduce(Total.NONE, Total::max);
        };
    }

    private Total totalOfCall(StepId called) {
        Total total = total(called);
        return chain.step(called).snippet().isPresent() ? total.plus(new Total(0, 1, OptionalLong.of(0))) : total;
    }

    private CriticalPath pathBelow(Step step) {
        List<CriticalPath> calls = each(step, this::path);
        return switch (step) {
            case Step.Invoke _ -> CriticalPath.NONE;
            case Step.Sequential _ -> calls.stream().reduce(CriticalPath.NONE, CriticalPath::then);
            case Step.Parallel parallel ->
                CriticalPath.through(
                        calls,
                        parallel.fanOut().partitioner().called(calls.size()),
                        parallel.fanOut().concurrency().orElse(calls.size()));
            case Step.Conditional _ -> CriticalPath.through(calls, 1, 1);
        };
    }

    private static <T> List<T> each(Step step, Function<StepId, T> figure) {
        return step.calls().stream().map(figure).toList();
    }

    /// The sum of the `most` largest.
    private static <T> long largest(List<T> all, ToLongFunction<T> figure, int most) {
        return all.stream()
                .mapToLong(figure)
                .map(value -> -value)
                .sorted()
                .limit(most)
                .map(value -> -value)
                .sum();
    }
}
