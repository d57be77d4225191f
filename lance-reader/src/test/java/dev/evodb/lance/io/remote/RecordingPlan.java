package dev.evodb.lance.io.remote;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Given faults in order, then none, or always the same; keeps the requests.
final class RecordingPlan implements FaultServer.Plan {
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final List<FaultServer.Request> requests = new ArrayList<>();

    private Fault rest = Fault.NONE;

    static RecordingPlan of(Fault... faults) {
        RecordingPlan plan = new RecordingPlan();
        plan.then(faults);
        return plan;
    }

    synchronized void then(Fault... more) {
        faults.addAll(List.of(more));
    }

    /// What comes when the given faults are over.
    synchronized void alwaysThen(Fault newRest) {
        rest = newRest;
    }

    @Override
    public synchronized Fault next(FaultServer.Request request) {
        requests.add(request);
        return faults.isEmpty() ? rest : faults.removeFirst();
    }

    @Override
    public double random() {
        return 0.4;
    }

    synchronized List<FaultServer.Request> requests() {
        return List.copyOf(requests);
    }

    /// What each request asked for: its range, or its path where it has none.
    synchronized List<String> ranges() {
        return requests.stream()
                .map(request -> request.headers().getOrDefault("range", request.path()))
                .toList();
    }
}
