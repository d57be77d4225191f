package dev.evodb.sim.engine;

import com.caoccao.javet.enums.V8RuntimeTerminationMode;
import com.caoccao.javet.exceptions.BaseJavetScriptingException;
import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.exceptions.JavetTerminatedException;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.callback.IJavetDirectCallable;
import com.caoccao.javet.interop.callback.JavetCallbackContext;
import com.caoccao.javet.interop.callback.JavetCallbackType;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.primitive.V8ValueInteger;
import com.caoccao.javet.values.reference.V8Module;
import com.caoccao.javet.values.reference.V8ValueArray;
import com.caoccao.javet.values.reference.V8ValueArrayBuffer;
import com.caoccao.javet.values.reference.V8ValueFunction;
import com.caoccao.javet.values.reference.V8ValueObject;
import com.caoccao.javet.values.reference.V8ValuePromise;
import dev.evodb.sim.limit.ErrorCode;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.OriginResponse;
import dev.evodb.sim.net.SnippetRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A V8 isolate with one snippet in it.
///
/// Only the call that enters JavaScript is inside the billed window: its arguments are made before, its
/// results taken after. Whatever ends a turn early does so by V8's termination, which no `catch` of the
/// snippet sees.
final class JavetIsolate implements SnippetIsolate {
    /// Bounds how long the leftovers of an ended request may run before the isolate is given up.
    private static final long QUIET_CPU_NANOS = 500_000_000;

    /// A turn that has used its CPU time, but allocates so fast that it would reach its memory limit
    /// within this time as well, runs on until then at most, to tell which of the two is the cause. It is
    /// refused in any case.
    private static final long DIAGNOSIS_NANOS = 250_000_000;

    /// How long, and in which steps, a turn that has used its CPU time may take to answer with the sample
    /// that decides on this.
    private static final long SAMPLE_GRACE_NANOS = 10_000_000;

    private static final long SAMPLE_STEP_NANOS = 200_000;

    private final V8Runtime runtime;
    private final SnippetModule module;
    private final Profile profile;
    private final IsolateSettings settings;
    private final Watchdog watchdog;
    private final Heap heap;
    private final JavetCallbackContext stopTurn;
    private final HostCrypto crypto;
    private final HostText text;
    private final V8ValueObject control;
    private final List<byte[]> bodies = new ArrayList<>();
    private final Watchdog.Watched watched = new Watchdog.Watched() {
        @Override
        public long cpuSpent() {
            if (graceNanos == 0) {
                heap.ask();
            }
            if (graceNanos < SAMPLE_GRACE_NANOS && !heap.isAnswered()) {
                graceNanos += SAMPLE_STEP_NANOS;
                return SAMPLE_STEP_NANOS;
            }
            double growthPerNano = (double) heap.growth() / (profile.cpuMicros() * 1_000);
            if (graceNanos < DIAGNOSIS_NANOS && growthPerNano * DIAGNOSIS_NANOS > profile.memoryBytes()) {
                graceNanos = DIAGNOSIS_NANOS;
                return DIAGNOSIS_NANOS;
            }
            end(ErrorCode.CPU);
            return 0;
        }

        @Override
        public void sample() {
            heap.poll();
        }
    };

    private @Nullable V8ValueObject handler;
    private long graceNanos;
    private boolean isCold = true;
    private boolean isReusable = true;
    private long cpuUsedNanos;

    /// Why the running turn is being ended: by the watchdog, by V8's heap callback, or by the snippet's
    /// own `fetch`.
    private volatile @Nullable ErrorCode stop;

    /// Takes over `runtime`.
    JavetIsolate(
            V8Runtime runtime,
            String platform,
            SnippetModule module,
            Profile profile,
            IsolateSettings settings,
            Watchdog watchdog)
            throws JavetException {
        this.runtime = runtime;
        this.module = module;
        this.profile = profile;
        this.settings = settings;
        this.watchdog = watchdog;
        this.heap = new Heap(runtime, profile.uncollectedBytes(), () -> end(ErrorCode.MEMORY));
        // Javet's own callback logs, inside the billed window. A rejection that matters reaches the handler's promise.
        runtime.setPromiseRejectCallback((event, promise, value) -> {});
        stopTurn = new JavetCallbackContext(
                "stop", JavetCallbackType.DirectCallNoThisAndNoResult, (IJavetDirectCallable.NoThisAndNoResult<
                                JavetException>)
                        arguments -> end(ErrorCode.of(((V8ValueInteger) arguments[0]).getValue())));
        OptionalLong seed = settings.randomSeed();
        crypto = new HostCrypto(runtime, seed);
        text = new HostText(runtime);
        try (V8ValueFunction install = runtime.getExecutor(platform)
                        .setResourceName("platform.js")
                        .execute();
                V8ValueFunction stopFunction = runtime.createV8ValueFunction(stopTurn);
                V8ValueFunction hash = crypto.hash();
                V8ValueFunction draw = crypto.draw();
                V8ValueFunction decode = text.decode();
                V8ValueFunction encode = text.encode();
                V8ValueFunction normalize = text.normalize()) {
            control = install.call(
                    null,
                    stopFunction,
                    hash,
                    draw,
                    decode,
                    encode,
                    normalize,
                    settings.isCacheApiCounted(),
                    seed.isPresent(),
                    (int) (seed.orElse(0) >>> 32),
                    (int) seed.orElse(0));
        }
        control.invokeVoid("rehearse");
        runtime.allowEval(false);
    }

    /// Ends the running turn; the first reason counts. Called on any thread.
    private void end(ErrorCode code) {
        if (stop == null) {
            stop = code;
        }
        runtime.terminateExecution(V8RuntimeTerminationMode.Synchronous);
    }

    @Override
    public boolean isCold() {
        return isCold;
    }

    @Override
    public Turn begin(SnippetRequest request, long nowMillis) {
        isCold = false;
        cpuUsedNanos = 0;
        if (handler != null) {
            return hand(request, nowMillis);
        }
        setClock(nowMillis);
        Turn evaluation = run(this::evaluate);
        isReusable = evaluation.progress() instanceof Progress.Waiting;
        return isReusable ? hand(request, nowMillis).after(evaluation) : evaluation.asStartup();
    }

    private void setClock(long nowMillis) {
        try {
            control.invokeVoid("clock", (double) nowMillis);
        } catch (JavetException e) {
            throw new IllegalStateException("the simulator cannot set the clock: " + e.getMessage(), e);
        }
    }

    private Turn hand(SnippetRequest request, long nowMillis) {
        return call(
                "begin",
                (double) nowMillis,
                handler,
                request.method(),
                request.url(),
                TurnReport.flat(request.headers()),
                request.body().length == 0 ? -1 : keep(request.body()),
                profile.subrequests());
    }

    @Override
    public Turn deliver(Arrival arrival, int subrequestsLeft, long nowMillis) {
        double now = nowMillis;
        return switch (arrival) {
            case Arrival.Answer(int id, String url, boolean isRedirected, OriginResponse response) ->
                call(
                        "answer",
                        id,
                        subrequestsLeft,
                        now,
                        url,
                        isRedirected,
                        response.status(),
                        TurnReport.flat(response.headers()),
                        response.body().length == 0 ? -1 : keep(response.body()));
            case Arrival.Failure(int id, String message) -> call("failure", id, subrequestsLeft, now, message);
            case Arrival.Tick(int id) -> call("tick", id, subrequestsLeft, now);
            case Arrival.CacheDone(int id, Optional<Boolean> value) ->
                call("cached", id, subrequestsLeft, now, value.orElse(null));
            case Arrival.Body(Operation.ReadBody(int id, int body, boolean isText)) -> {
                if (body >= bodies.size()) {
                    yield call("failure", id, subrequestsLeft, now, "the body belongs to an earlier request");
                }
                byte[] bytes = bodies.get(body);
                yield isText
                        ? call("body", id, subrequestsLeft, now, new String(bytes, StandardCharsets.UTF_8))
                        : call("body", id, subrequestsLeft, now, bytes);
            }
        };
    }

    private int keep(byte[] body) {
        bodies.add(body);
        return bodies.size() - 1;
    }

    /// One turn: a control function with arguments that are made before the billed window opens.
    private Turn call(String function, @Nullable Object... arguments) {
        V8Value[] values = new V8Value[arguments.length];
        try (V8ValueFunction entry = control.get(function)) {
            for (int i = 0; i < arguments.length; i++) {
                values[i] = value(arguments[i]);
            }
            Turn turn = run(() -> entry.callVoid(control, values));
            for (int i = 0; i < arguments.length; i++) {
                if (values[i] != handler) {
                    values[i].close();
                }
            }
            return turn;
        } catch (JavetException e) {
            throw new IllegalStateException("the simulator cannot call " + function + ": " + e.getMessage(), e);
        }
    }

    private V8Value value(@Nullable Object argument) throws JavetException {
        return switch (argument) {
            case V8Value value -> value;
            case byte[] bytes -> {
                V8ValueArrayBuffer buffer = runtime.createV8ValueArrayBuffer(bytes.length);
                if (bytes.length > 0) {
                    buffer.fromBytes(bytes);
                }
                yield buffer;
            }
            case null -> runtime.createV8ValueNull();
            default -> runtime.toV8Value(argument);
        };
    }

    /// Something that enters JavaScript.
    private interface Entry {
        void enter() throws JavetException, EvaluationException;
    }

    /// The module's top level has thrown, or does not come to its end.
    private static final class EvaluationException extends Exception {
        private static final long serialVersionUID = 1L;

        EvaluationException(String message) {
            super(message);
        }
    }

    /// The billed window: `entry` under the watchdog, and what became of it.
    private Turn run(Entry entry) {
        stop = null;
        graceNanos = 0;
        heap.reset();
        Progress.@Nullable Stopped failure = null;
        watchdog.enter(watched, profile.cpuMicros() * 1_000 - cpuUsedNanos);
        long before = Watchdog.cpuNanos();
        try {
            entry.enter();
        } catch (JavetTerminatedException e) {
            if (stop == null) {
                throw new IllegalStateException("V8 was terminated by somebody else", e);
            }
        } catch (BaseJavetScriptingException e) {
            failure = TurnReport.uncaught(
                    module.name() + ": " + e.getScriptingError().getDetailedMessage());
        } catch (JavetException | EvaluationException e) {
            failure = TurnReport.uncaught(module.name() + ": " + e.getMessage());
        }
        long cpuNanos = Watchdog.cpuNanos() - before;
        watchdog.leave();
        cpuUsedNanos += cpuNanos;
        if (stop != null) {
            runtime.cancelTerminateExecution();
        }
        Progress.Stopped violation = violation();
        if (violation == null) {
            violation = failure;
        }
        if (violation != null) {
            return new Turn(cpuNanos, 0, heap.peak(), List.of(), List.of(), violation);
        }
        TurnReport report = drain();
        return new Turn(cpuNanos, 0, heap.peak(), report.operations(), report.console(), report.progress());
    }

    /// The limit that the turn has broken, if any. Memory comes before CPU time: what allocates far too
    /// much has usually used its time as well, and the memory is the cause.
    private Progress.@Nullable Stopped violation() {
        long total = heap.sample();
        ErrorCode code = stop;
        if (code == ErrorCode.MEMORY || total > profile.uncollectedBytes()) {
            return memory(heap.peak(), "with garbage, above the limit and its allowance");
        }
        if (total > profile.memoryBytes() && settings.isCheckedEachTurn()) {
            long live = heap.collectDownTo(profile.memoryBytes());
            if (live > profile.memoryBytes()) {
                return memory(live, "live after a collection");
            }
        }
        if (code == ErrorCode.ORIGIN_TWICE) {
            return stopped(code, 1, 2, "the incoming request was fetched again");
        }
        if (code == ErrorCode.SUBREQUESTS) {
            return stopped(code, profile.subrequests(), profile.subrequests() + 1L, "one more was started");
        }
        long cpuMicros = (cpuUsedNanos + 999) / 1_000;
        if (code == ErrorCode.CPU || cpuMicros > profile.cpuMicros()) {
            return stopped(ErrorCode.CPU, profile.cpuMicros(), cpuMicros, "the request has used its time");
        }
        return null;
    }

    private Progress.Stopped memory(long used, String how) {
        return stopped(ErrorCode.MEMORY, profile.memoryBytes(), used, how);
    }

    private static Progress.Stopped stopped(ErrorCode code, long allowed, long used, String how) {
        return new Progress.Stopped(
                code, allowed, used, code.limit() + " limit is " + allowed + ", used " + used + ": " + how);
    }

    private TurnReport drain() {
        try (V8ValueArray array = control.invoke("drain")) {
            return TurnReport.read(array, bodies);
        } catch (JavetException e) {
            throw new IllegalStateException("platform.js cannot report its turn: " + e.getMessage(), e);
        }
    }

    /// Compiles and runs the module, and finds its handler.
    private void evaluate() throws JavetException, EvaluationException {
        try (V8Module compiled = runtime.getExecutor(module.source())
                .setResourceName(module.name())
                .setModule(true)
                .compileV8Module()) {
            compiled.instantiate();
            requireEvaluated(compiled);
            try (V8ValueObject namespace = (V8ValueObject) compiled.getNamespace();
                    V8Value exported = namespace.get("default")) {
                if (exported instanceof V8ValueObject object) {
                    try (V8Value fetch = object.get("fetch")) {
                        if (fetch instanceof V8ValueFunction) {
                            handler = object.toClone();
                        }
                    }
                }
            }
        }
        if (handler == null) {
            throw new EvaluationException("no default export with a fetch function");
        }
    }

    private static void requireEvaluated(V8Module compiled) throws JavetException, EvaluationException {
        try (V8Value result = compiled.evaluate(true)) {
            if (result instanceof V8ValuePromise promise) {
                int state = promise.getState();
                if (state == V8ValuePromise.STATE_REJECTED) {
                    try (V8Value reason = promise.getResult()) {
                        throw new EvaluationException(reason.toString());
                    }
                }
                if (state == V8ValuePromise.STATE_PENDING) {
                    throw new EvaluationException("a top-level await waits for something that never comes");
                }
            }
        }
    }

    @Override
    public Settlement finish(boolean collect) {
        stop = null;
        graceNanos = DIAGNOSIS_NANOS;
        heap.reset();
        watchdog.enter(watched, QUIET_CPU_NANOS);
        try {
            control.invokeVoid("quiet");
        } catch (JavetException e) {
            // Whatever the ended request left behind does not end by itself: the isolate cannot be trusted.
            isReusable = false;
        }
        watchdog.leave();
        if (stop != null) {
            runtime.cancelTerminateExecution();
            isReusable = false;
        }
        bodies.clear();
        heap.sweepYoung();
        OptionalLong live = collect ? OptionalLong.of(heap.collect()) : excess();
        if (heap.isLimitRaised() || live.orElse(0) > profile.memoryBytes()) {
            isReusable = false;
        }
        return new Settlement(live, isReusable);
    }

    /// Looks into what has piled up, if that is a lot: what is live, if it is above the limit.
    private OptionalLong excess() {
        if (heap.sample() <= profile.piledUpBytes()) {
            return OptionalLong.empty();
        }
        long live = heap.collectDownTo(profile.memoryBytes());
        return live > profile.memoryBytes() ? OptionalLong.of(live) : OptionalLong.empty();
    }

    @Override
    public void close() {
        try {
            if (handler != null) {
                handler.close();
            }
            control.close();
            heap.close();
            runtime.removeCallbackContext(stopTurn.getHandle());
            crypto.close();
            text.close();
            runtime.close();
        } catch (JavetException e) {
            throw new IllegalStateException("V8 does not close an isolate: " + e.getMessage(), e);
        }
    }
}
