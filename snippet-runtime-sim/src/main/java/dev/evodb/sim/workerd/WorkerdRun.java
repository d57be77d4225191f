package dev.evodb.sim.workerd;

import dev.evodb.sim.Invocation;
import dev.evodb.sim.Measurement;
import dev.evodb.sim.Mode;
import dev.evodb.sim.Outcome;
import dev.evodb.sim.RunFailedException;
import dev.evodb.sim.Simulator;
import dev.evodb.sim.Workload;
import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.limit.ErrorCode;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.FolderOrigin;
import dev.evodb.sim.net.Origin;
import dev.evodb.sim.net.SimulatedNetwork;
import dev.evodb.sim.net.SnippetRequest;
import dev.evodb.sim.net.Url;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs workloads in workerd and judges them by the same limits as the simulator does. workerd has no
/// limits of its own: what it let pass is refused afterwards, from what its trace and its heap say.
///
/// CPU time is the time within the isolate's lock, or the CPU time of workerd's thread if that is less,
/// which it is where the core was shared. Evaluation of the module happens before the first request and
/// is not in it. Live memory comes from a pass of its own, with the inspector and forced collections,
/// which are requests of their own.
///
/// Latencies of the workload's network are not waited for; its CDN, caches and faults are there.
public final class WorkerdRun {
    /// Isolates in one process: memory bounds how many fresh ones can wait for their request.
    private static final int MOST_ISOLATES = 60;

    /// Requests of the pass that measures memory.
    private static final int MEMORY_REQUESTS = 5;

    private static final int MOST_WARM_UPS_BEFORE_MEMORY = 20;

    /// The second collection frees the array buffers that the first one let go, the third what a request
    /// that had just ended still held.
    private static final int COLLECTIONS = 3;

    private static final SnippetRequest COLLECT = new SnippetRequest(
            "GET", "https://collect.invalid/", Map.of(WorkerdProcess.COLLECT_HEADER, "1"), new byte[0]);
    private static final int LOOP_MILLIS = 4_000;
    private static final long TRACE_NANOS = 3_000_000_000L;
    private static final long SETTLE_NANOS = 2_000_000;
    private static final byte[] NOTHING = {};

    /// What workerd itself answers, without a header, when nothing is left that could settle the
    /// handler's promise.
    private static final byte[] OWN_ERROR = "Internal Server Error".getBytes(StandardCharsets.UTF_8);

    private static final List<String> INTERPRETER_FLAGS =
            List.of("--no-opt", "--no-maglev", "--no-sparkplug", "--regexp-interpret-all");

    private final Workerd workerd;

    public WorkerdRun(Workerd workerd) {
        this.workerd = workerd;
    }

    /// Runs `workload`.
    ///
    /// @throws RunFailedException if workerd does not start or stops answering; what snippets do
    ///     wrong is in the measurement
    /// @throws IOException if a folder cannot be read
    public Measurement run(Workload workload) throws IOException {
        try (Session session = new Session(workload, origins(workload))) {
            return new Measurement(name(workload), session.timed(request -> {}), session.collected());
        }
    }

    /// As `run`, but without the pass that measures memory, and with something else `before` each
    /// request: what is to be compared with it while the machine is as it is.
    public Measurement timedAfter(Workload workload, Consumer<SnippetRequest> before) throws IOException {
        try (Session session = new Session(workload, origins(workload))) {
            return new Measurement(name(workload), session.timed(before), List.of());
        }
    }

    private String name(Workload workload) {
        return workerd.version() + (workload.mode() == Mode.INTERPRETER ? " interpreter" : "");
    }

    private static Map<String, Origin> origins(Workload workload) throws IOException {
        Map<String, Origin> origins = new HashMap<>(workload.recordings());
        for (Map.Entry<String, Path> folder : workload.folders().entrySet()) {
            origins.put(folder.getKey(), new FolderOrigin(folder.getValue()));
        }
        return origins;
    }

    /// One workload in one process after the other.
    private final class Session implements Hub.Snippets, AutoCloseable {
        private final Workload workload;
        private final List<String> hosts;
        private final Map<String, ReentrantLock> locks = new HashMap<>();
        private final Hub hub;
        private final SimulatedNetwork network;
        private Profile profile;
        private int copy;
        private int copiesStarted;
        private @Nullable WorkerdProcess process;
        private boolean isMeasuringMemory;
        private boolean isBroken;
        private @Nullable String startFailure;
        private boolean isEndlessAtStart;

        /// Contexts of each service that have been taken from the trace.
        private final Map<String, Integer> contextsTaken = new HashMap<>();

        Session(Workload workload, Map<String, Origin> origins) throws IOException {
            this.workload = workload;
            this.profile = workload.profile();
            this.hosts = workload.snippets().keySet().stream().sorted().toList();
            hosts.forEach(host -> locks.put(host, new ReentrantLock()));
            this.network = new SimulatedNetwork(workload.network());
            this.hub = new Hub(this, origins, network, workload.zones());
        }

        List<Invocation> timed(Consumer<SnippetRequest> before) throws IOException {
            List<Invocation> timed = new ArrayList<>();
            if (workload.mode() == Mode.WARM) {
                start(1);
                for (int i = 0; i < workload.warmups(); i++) {
                    send(workload.requests().get(i % workload.requests().size()));
                }
            }
            int copies = Math.min(
                    Math.max(1, MOST_ISOLATES / hosts.size()),
                    workload.samples() * workload.requests().size());
            for (int sample = 0; sample < workload.samples(); sample++) {
                for (SnippetRequest request : workload.requests()) {
                    if (workload.mode() != Mode.WARM && ++copy >= copiesStarted) {
                        start(copies);
                    }
                    before.accept(request);
                    timed.add(send(request));
                }
            }
            return timed;
        }

        List<Invocation> collected() throws IOException {
            isMeasuringMemory = true;
            // Without a limit on time: inspected isolates are slow, and that is not the snippet's fault.
            profile = workload.profile().withCpuMicros(Long.MAX_VALUE / 1_000_000);
            List<SnippetRequest> requests = workload.requests();
            int size = Math.min(requests.size(), MEMORY_REQUESTS);
            start(workload.mode() == Mode.WARM ? 1 : size);
            if (workload.mode() == Mode.WARM) {
                for (int i = 0; i < Math.min(MOST_WARM_UPS_BEFORE_MEMORY, workload.warmups()); i++) {
                    send(requests.get(i % requests.size()));
                }
            }
            List<Invocation> collected = new ArrayList<>();
            for (int i = 1; i <= size; i++) {
                if (workload.mode() != Mode.WARM && i > 1 && ++copy >= copiesStarted) {
                    start(size);
                }
                collected.add(send(requests.get((int) ((long) i * requests.size() / size) - 1)));
            }
            return collected;
        }

        /// A fresh process with `copies` isolates of each snippet; remembers why it does not start.
        private void start(int copies) throws IOException {
            stop();
            copy = 0;
            copiesStarted = copies;
            isBroken = false;
            startFailure = null;
            isEndlessAtStart = false;
            contextsTaken.clear();
            List<WorkerdProcess.Deployment> deployments = new ArrayList<>();
            for (int i = 0; i < copies; i++) {
                for (String host : hosts) {
                    deployments.add(new WorkerdProcess.Deployment(service(host, i), module(host)));
                }
            }
            List<String> flags = workload.mode() == Mode.INTERPRETER ? INTERPRETER_FLAGS : List.of();
            try {
                process = WorkerdProcess.start(workerd, deployments, flags, hub.port(), isMeasuringMemory);
            } catch (RunFailedException e) {
                if (e.kind() == RunFailedException.Kind.LAUNCH) {
                    throw e;
                }
                startFailure = String.valueOf(e.getMessage());
                isEndlessAtStart = e.kind() == RunFailedException.Kind.DEADLINE;
            }
        }

        private void stop() throws IOException {
            if (process != null) {
                process.close();
                process = null;
            }
        }

        private String service(String host, int index) {
            return "s" + hosts.indexOf(host) + "x" + index;
        }

        private SnippetModule module(String host) {
            SnippetModule module = workload.snippets().get(host);
            if (module == null) {
                throw new IllegalArgumentException("no snippet at " + host + ", there are " + hosts);
            }
            return module;
        }

        /// One outermost request; a process that a loop has broken is replaced.
        private Invocation send(SnippetRequest request) throws IOException {
            String host = Url.parse(request.url()).host();
            module(host);
            if (isBroken) {
                start(copiesStarted);
            }
            return serve(host, request, null);
        }

        @Override
        public boolean has(String host) {
            return workload.snippets().containsKey(host);
        }

        @Override
        public Invocation invoke(String host, SnippetRequest request, Serving caller) throws IOException {
            if (caller.isWaiting(host) || caller.depth() >= Simulator.DEFAULT_DEPTH) {
                // A copy of a snippet serves one request at a time here, so a loop ends where it closes.
                Outcome.Refused refused = Serving.refused(
                        ErrorCode.DEPTH, Simulator.DEFAULT_DEPTH, caller.depth() + 1L, host + " would be the next");
                return refusedUnrun(host, refused, caller.nowMicros());
            }
            ReentrantLock lock = locks.computeIfAbsent(host, key -> new ReentrantLock());
            lock.lock();
            try {
                return serve(host, request, caller);
            } finally {
                lock.unlock();
            }
        }

        private Invocation serve(String host, SnippetRequest request, @Nullable Serving caller) throws IOException {
            SnippetModule module = module(host);
            long rootNanos = caller == null ? System.nanoTime() : caller.rootNanos();
            Serving serving =
                    new Serving(profile, host, request, caller == null ? 1 : caller.depth() + 1, caller, rootNanos);
            long startMicros = serving.nowMicros();
            if (module.packageBytes() > profile.packageBytes()) {
                return refusedUnrun(
                        host,
                        Serving.refused(
                                ErrorCode.PACKAGE, profile.packageBytes(), module.packageBytes(), module.name()),
                        startMicros);
            }
            WorkerdProcess running = process;
            if (running == null) {
                Outcome.Refused refused = isEndlessAtStart
                        ? Serving.refused(
                                ErrorCode.CPU, profile.cpuMicros(), profile.cpuMicros() + 1, "the module does not end")
                        : new Outcome.Refused(ErrorCode.UNCAUGHT, 0, 1, String.valueOf(startFailure));
                return refusedUnrun(host, refused, startMicros);
            }
            String service = service(host, copy);
            boolean isCold = !contextsTaken.containsKey(service);
            hub.begin(service, serving);
            long cpuBefore = running.threadCpuNanos();
            HttpWire.Message answer = exchange(running.port(service), request);
            long endMicros = serving.nowMicros();
            if (answer == null) {
                isBroken = true;
                // The trace of a turn that never ends is never written.
                long used = Math.max(profile.cpuMicros() + 1, LOOP_MILLIS * 1_000L);
                Outcome.Refused endless =
                        Serving.refused(ErrorCode.CPU, profile.cpuMicros(), used, "the request has used its time");
                return invocation(
                        serving, serving.refusal().orElse(endless), isCold, List.of(), startMicros, endMicros);
            }
            AsyncTrace.Context context = context(running, service);
            // The kernel settles the counter of a thread when it sleeps.
            LockSupport.parkNanos(SETTLE_NANOS);
            long cpuSpent = cpuBefore < 0 ? Long.MAX_VALUE : running.threadCpuNanos() - cpuBefore;
            List<Invocation.TurnSpan> turns = turns(context, cpuSpent, startMicros);
            long cpuMicros =
                    (turns.stream().mapToLong(Invocation.TurnSpan::cpuNanos).sum() + 999) / 1_000;
            Outcome outcome = serving.refusal().<Outcome>map(refused -> refused).orElseGet(() -> {
                if (cpuMicros > profile.cpuMicros()) {
                    return Serving.refused(
                            ErrorCode.CPU, profile.cpuMicros(), cpuMicros, "the request has used its time");
                }
                return outcome(answer);
            });
            Invocation invocation = invocation(serving, outcome, isCold, turns, startMicros, endMicros);
            return isMeasuringMemory ? withMemory(invocation, running, service) : invocation;
        }

        private Outcome outcome(HttpWire.Message answer) {
            Map<String, String> headers = new TreeMap<>(answer.headers());
            headers.keySet().removeAll(List.of("connection", "content-length", "transfer-encoding"));
            if (headers.containsKey(WorkerdProcess.UNCAUGHT_HEADER)) {
                return new Outcome.Refused(ErrorCode.UNCAUGHT, 0, 1, new String(answer.body(), StandardCharsets.UTF_8));
            }
            try {
                if (headers.isEmpty() && answer.status() == 500 && Arrays.equals(answer.body(), OWN_ERROR)) {
                    return new Outcome.Refused(
                            ErrorCode.UNCAUGHT, 0, 1, "workerd gave up: the handler's promise can never settle");
                }
                return new Outcome.Answered(answer.status(), headers, answer.body());
            } catch (IOException e) {
                return new Outcome.Refused(ErrorCode.UNCAUGHT, 0, 1, String.valueOf(e.getMessage()));
            }
        }

        /// The answer to one request, or nothing if none comes in time.
        private HttpWire.@Nullable Message exchange(int port, SnippetRequest request) throws IOException {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(LOOP_MILLIS);
                Map<String, String> headers = new TreeMap<>(request.headers());
                headers.put("host", Url.parse(request.url()).authority());
                boolean hasBody = request.body().length > 0;
                HttpWire.write(
                        socket.getOutputStream(),
                        request.method() + " " + request.url() + " HTTP/1.1",
                        headers,
                        request.body(),
                        hasBody ? request.body().length : -1);
                return HttpWire.read(socket.getInputStream(), !request.method().equals("HEAD"));
            } catch (SocketTimeoutException e) {
                return null;
            }
        }

        /// The trace of the request that `service` has just served.
        private AsyncTrace.Context context(WorkerdProcess running, String service) throws IOException {
            int index = contextsTaken.merge(service, 1, Integer::sum) - 1;
            long deadline = System.nanoTime() + TRACE_NANOS;
            while (true) {
                synchronized (running) {
                    List<AsyncTrace.Context> contexts = running.trace().contexts(service);
                    boolean isLate = System.nanoTime() > deadline;
                    if (index < contexts.size() && (contexts.get(index).isEnded || isLate)) {
                        return contexts.get(index);
                    }
                    if (isLate) {
                        throw new RunFailedException(
                                RunFailedException.Kind.DEADLINE, "workerd traced nothing of a request to " + service);
                    }
                }
                LockSupport.parkNanos(300_000);
            }
        }

        /// The turns, on the clock of the request, and no more CPU time in them than the thread has used.
        private static List<Invocation.TurnSpan> turns(AsyncTrace.Context context, long cpuSpent, long startMicros) {
            long locked = context.nanos();
            double share = locked == 0 ? 1 : Math.min(1, (double) Math.max(0, cpuSpent) / locked);
            List<Invocation.TurnSpan> turns = new ArrayList<>();
            for (AsyncTrace.Turn turn : context.turns) {
                long offset = turn.startNanos() - context.turns.getFirst().startNanos();
                turns.add(new Invocation.TurnSpan(startMicros + offset / 1_000, (long) (turn.nanos() * share)));
            }
            return turns;
        }

        /// Collects all garbage of an isolate, by requests to the module that stands before the snippet.
        private void collect(WorkerdProcess running, String service) throws IOException {
            for (int i = 0; i < COLLECTIONS; i++) {
                HttpWire.Message answer = exchange(running.port(service), COLLECT);
                if (answer == null || answer.status() != 200) {
                    throw new RunFailedException(
                            RunFailedException.Kind.DEADLINE, "workerd does not collect the garbage of " + service);
                }
                contextsTaken.merge(service, 1, Integer::sum);
            }
        }

        private Invocation withMemory(Invocation invocation, WorkerdProcess running, String service)
                throws IOException {
            try (Inspector inspector = new Inspector(running.inspectorPort(), service)) {
                long peak = inspector.usedBytes();
                collect(running, service);
                long live = inspector.usedBytes();
                Outcome outcome = invocation.outcome();
                if (outcome instanceof Outcome.Answered && live > profile.memoryBytes()) {
                    outcome = Serving.refused(
                            ErrorCode.MEMORY, profile.memoryBytes(), live, "live when the request has ended");
                } else if (outcome instanceof Outcome.Answered && peak > profile.uncollectedBytes()) {
                    outcome = Serving.refused(
                            ErrorCode.MEMORY,
                            profile.memoryBytes(),
                            peak,
                            "with garbage, above the limit and its allowance");
                }
                return invocation.withOutcome(outcome).withMemory(OptionalLong.of(live), peak);
            }
        }

        private Invocation refusedUnrun(String host, Outcome.Refused refused, long atMicros) {
            Serving none = new Serving(
                    profile,
                    host,
                    new SnippetRequest("GET", "https://" + host + "/", Map.of(), NOTHING),
                    1,
                    null,
                    System.nanoTime());
            return invocation(none, refused, true, List.of(), atMicros, atMicros);
        }

        private static Invocation invocation(
                Serving serving,
                Outcome outcome,
                boolean isCold,
                List<Invocation.TurnSpan> turns,
                long startMicros,
                long endMicros) {
            return new Invocation(
                    serving.host(),
                    outcome,
                    isCold,
                    turns.stream().mapToLong(Invocation.TurnSpan::cpuNanos).sum(),
                    0,
                    turns,
                    OptionalLong.empty(),
                    0,
                    serving.subrequests(),
                    serving.hops().stream().mapToLong(hop -> hop.bytes()).sum(),
                    serving.hops(),
                    List.of(),
                    startMicros,
                    endMicros);
        }

        @Override
        public void close() throws IOException {
            stop();
            hub.close();
        }
    }
}
