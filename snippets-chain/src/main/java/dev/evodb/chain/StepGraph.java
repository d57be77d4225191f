package dev.evodb.chain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Steps and who calls whom, walked without recursion: what a stranger's file nests must not nest here.
final class StepGraph {
    private final Map<StepId, Step> byId;
    /// Empty lists for steps that nobody calls; a caller as often as it calls.
    private final Map<StepId, List<StepId>> callers;
    /// Steps of cycles, and those that they call, are missing.
    private final List<Step> callersFirst;

    private StepGraph(Map<StepId, Step> byId, Map<StepId, List<StepId>> callers) {
        this.byId = byId;
        this.callers = callers;
        this.callersFirst = sorted();
    }

    /// The graph of steps of different ids that call only each other.
    static StepGraph of(List<Step> steps) {
        Map<StepId, Step> byId = new LinkedHashMap<>();
        Map<StepId, List<StepId>> callers = new HashMap<>();
        for (Step step : steps) {
            byId.put(step.id(), step);
            callers.put(step.id(), new ArrayList<>());
        }
        for (Step step : steps) {
            for (StepId called : step.calls()) {
                callers(callers, called).add(step.id());
            }
        }
        return new StepGraph(byId, callers);
    }

    @Nullable
    Step find(StepId id) {
        return byId.get(id);
    }

    List<Step> callersFirst() {
        return callersFirst;
    }

    static Optional<ChainProblem> problem(StepId entry, List<Step> steps) {
        Optional<ChainProblem> named = problemOfNames(entry, steps);
        if (named.isPresent()) {
            return named;
        }
        StepGraph graph = of(steps);
        if (graph.callersFirst.size() < steps.size()) {
            return Optional.of(graph.cycle());
        }
        Optional<ChainProblem> unreached = graph.problemOfReach(entry);
        return unreached.isPresent() ? unreached : graph.problemOfPaths(entry);
    }

    private static Optional<ChainProblem> problemOfNames(StepId entry, List<Step> steps) {
        if (steps.size() > Chain.MAX_STEPS) {
            return problem(
                    entry, "the chain has " + steps.size() + " steps, at most " + Chain.MAX_STEPS + " are allowed");
        }
        Set<StepId> ids = new HashSet<>();
        for (Step step : steps) {
            if (!ids.add(step.id())) {
                return problem(step.id(), "id is used twice in the chain");
            }
        }
        if (!ids.contains(entry)) {
            return problem(entry, "is the entry, but not in the chain");
        }
        for (Step step : steps) {
            for (StepId called : step.calls()) {
                if (!ids.contains(called)) {
                    return Optional.of(new ChainProblem(
                            step.id(), Optional.of(called), "calls step " + called + ", which is not in the chain"));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<ChainProblem> problemOfReach(StepId entry) {
        Set<StepId> reached = new HashSet<>();
        reached.add(entry);
        for (Step step : callersFirst) {
            if (reached.contains(step.id())) {
                reached.addAll(step.calls());
            }
        }
        for (StepId id : byId.keySet()) {
            if (!reached.contains(id)) {
                return problem(id, "is unreachable from the entry " + entry);
            }
        }
        return step(entry).snippet().isEmpty()
                ? problem(entry, "is the entry and needs a snippet of its own")
                : Optional.empty();
    }

    private Optional<ChainProblem> problemOfPaths(StepId entry) {
        Map<StepId, Integer> nesting = new HashMap<>();
        Map<StepId, Integer> hops = new HashMap<>();
        Map<StepId, Set<String>> passed = new HashMap<>();
        Map<StepId, Integer> runs = new HashMap<>();
        int allRuns = 0;
        for (Step step : callersFirst) {
            StepId id = step.id();
            int depth = 1;
            int hosts = 0;
            int times = id.equals(entry) ? 1 : 0;
            Set<String> above = new HashSet<>();
            for (StepId caller : callers(callers, id)) {
                depth = Math.max(depth, value(nesting, caller) + 1);
                hosts = Math.max(hosts, value(hops, caller));
                // Each is at most MAX_RUNS, or this loop had ended before.
                times = Math.min(times + value(runs, caller), Chain.MAX_RUNS + 1);
                Set<String> ofCaller = passed.get(caller);
                if (ofCaller != null) {
                    above.addAll(ofCaller);
                }
            }
            Optional<Snippet> snippet = step.snippet();
            if (snippet.isPresent()) {
                hosts++;
                String host = snippet.get().host();
                if (!above.add(host)) {
                    return problem(id, "host " + host + " is reached twice on the path " + pathFrom(host, id));
                }
            }
            if (depth > Chain.MAX_NESTING) {
                return problem(id, "is step " + depth + " of a path, at most " + Chain.MAX_NESTING + " are allowed");
            }
            if (hosts > Hops.MAX) {
                return problem(id, "is snippet " + hosts + " of a path, at most " + Hops.MAX + " are allowed");
            }
            allRuns += times;
            if (allRuns > Chain.MAX_RUNS) {
                return problem(id, "one run of the chain has more than " + Chain.MAX_RUNS + " runs of steps");
            }
            nesting.put(id, depth);
            hops.put(id, hosts);
            passed.put(id, above);
            runs.put(id, times);
        }
        return Optional.empty();
    }

    /// Steps whose callers are all in the list already, until there are no more.
    private List<Step> sorted() {
        Map<StepId, Integer> waitsFor = new HashMap<>();
        List<Step> sorted = new ArrayList<>();
        for (Step step : byId.values()) {
            int calls = callers(callers, step.id()).size();
            waitsFor.put(step.id(), calls);
            if (calls == 0) {
                sorted.add(step);
            }
        }
        // The list is its own queue.
        for (int i = 0; i < sorted.size(); i++) {
            for (StepId called : sorted.get(i).calls()) {
                int left = value(waitsFor, called) - 1;
                waitsFor.put(called, left);
                if (left == 0) {
                    sorted.add(step(called));
                }
            }
        }
        return List.copyOf(sorted);
    }

    /// Every step that could not be sorted has a caller that could not either: walking up must come back.
    private ChainProblem cycle() {
        Set<StepId> stuck = new LinkedHashSet<>(byId.keySet());
        for (Step step : callersFirst) {
            stuck.remove(step.id());
        }
        List<StepId> path = new ArrayList<>();
        StepId at = stuck.iterator().next();
        while (!path.contains(at)) {
            path.add(at);
            for (StepId caller : callers(callers, at)) {
                if (stuck.contains(caller)) {
                    at = caller;
                    break;
                }
            }
        }
        StringBuilder text = new StringBuilder("is called by itself: ").append(at);
        for (int i = path.size() - 1; i >= path.indexOf(at); i--) {
            text.append(" > ").append(path.get(i));
        }
        return new ChainProblem(at, Optional.empty(), text.toString());
    }

    /// A path from a step on `host` down to `to`, as text. There is one.
    private String pathFrom(String host, StepId to) {
        Map<StepId, StepId> below = new HashMap<>();
        List<StepId> queue = new ArrayList<>();
        queue.add(to);
        StepId top = to;
        for (int i = 0; i < queue.size() && top.equals(to); i++) {
            for (StepId caller : callers(callers, queue.get(i))) {
                if (below.putIfAbsent(caller, queue.get(i)) == null) {
                    queue.add(caller);
                    Optional<Snippet> snippet = step(caller).snippet();
                    if (top.equals(to)
                            && snippet.isPresent()
                            && snippet.get().host().equals(host)) {
                        top = caller;
                    }
                }
            }
        }
        StringBuilder text = new StringBuilder();
        StepId at = top;
        while (!at.equals(to)) {
            text.append(at).append(" > ");
            at = below.getOrDefault(at, to);
        }
        return text.append(to).toString();
    }

    private Step step(StepId id) {
        Step step = byId.get(id);
        if (step == null) {
            throw new IllegalStateException("no step " + id);
        }
        return step;
    }

    private static List<StepId> callers(Map<StepId, List<StepId>> callers, StepId id) {
        List<StepId> found = callers.get(id);
        if (found == null) {
            throw new IllegalStateException("no step " + id);
        }
        return found;
    }

    private static int value(Map<StepId, Integer> values, StepId id) {
        Integer value = values.get(id);
        return value == null ? 0 : value;
    }

    private static Optional<ChainProblem> problem(StepId step, String text) {
        return Optional.of(new ChainProblem(step, Optional.empty(), text));
    }
}
