package dev.evodb.sim.engine;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.monitoring.V8HeapStatistics;
import com.caoccao.javet.values.reference.V8ValueFunction;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Measures one isolate's memory: used heap plus array buffers, which V8 counts apart.
///
/// While JavaScript runs, V8 answers a request for statistics at its next interrupt; nothing blocks.
/// Between turns the answer is immediate.
final class Heap {
    /// What V8 may grow to once its own limit is near and the turn is being terminated: without the room,
    /// V8 would end the process before it reaches the next place where it can stop.
    private static final long ROOM_TO_STOP = 4L << 30;

    private final V8Runtime runtime;
    private final V8ValueFunction collector;
    private final long endAbove;
    private final Runnable endTurn;

    private @Nullable CompletableFuture<V8HeapStatistics> pending;
    private long first;
    private long last;
    private long peak;
    private volatile boolean isLimitRaised;

    /// `endTurn` is called, on any thread, when a sample is above `endAbove` bytes. Takes V8's `gc`
    /// function away from the isolate.
    Heap(V8Runtime runtime, long endAbove, Runnable endTurn) throws JavetException {
        this.runtime = runtime;
        try (V8ValueFunction gc = runtime.getGlobalObject().get("gc");
                V8ValueFunction choose = runtime.getExecutor("gc => isYoung => gc({type: isYoung ? 'minor' : 'major'})")
                        .execute()) {
            this.collector = choose.call(null, gc);
        }
        runtime.getGlobalObject().delete("gc");
        this.endAbove = endAbove;
        this.endTurn = endTurn;
        runtime.setNearHeapLimitCallback((current, initial) -> {
            isLimitRaised = true;
            endTurn.run();
            return Math.max(current, ROOM_TO_STOP);
        });
    }

    /// A turn begins.
    void reset() {
        pending = null;
        peak = 0;
        first = sample();
    }

    /// How much the last sample was above the first of the turn, garbage included.
    long growth() {
        return last - first;
    }

    /// On the watchdog's thread while JavaScript runs: takes the sample that was asked for, and asks for
    /// the next.
    void poll() {
        if (pending == null || isAnswered()) {
            ask();
        }
    }

    /// On the watchdog's thread: asks for a sample of this moment.
    void ask() {
        pending = runtime.getV8HeapStatistics();
    }

    /// On the watchdog's thread: whether the sample that was asked for has come; takes it if so.
    boolean isAnswered() {
        CompletableFuture<V8HeapStatistics> asked = pending;
        V8HeapStatistics statistics = asked == null ? null : asked.getNow(null);
        if (statistics == null) {
            return false;
        }
        pending = null;
        if (record(statistics) > endAbove) {
            endTurn.run();
        }
        return true;
    }

    /// Between turns: the total now, garbage included.
    long sample() {
        V8HeapStatistics statistics = runtime.getV8HeapStatistics().getNow(null);
        if (statistics == null) {
            throw new IllegalStateException("V8 gives no heap statistics between turns");
        }
        return record(statistics);
    }

    /// Between turns: the total after a forced collection, which is what is live.
    long collect() {
        runtime.lowMemoryNotification();
        return sample();
    }

    /// As [#collect], but leaves machine code alone as long as the total gets down to `bytes` without:
    /// first only young objects are collected, which is where the bodies of ended requests are, then all,
    /// twice, because the second collection waits for the array buffers that the first one freed.
    long collectDownTo(long bytes) {
        for (int attempt = 0; attempt < 3; attempt++) {
            try {
                collector.callVoid(null, attempt == 0);
            } catch (JavetException e) {
                throw new IllegalStateException("V8 does not collect garbage: " + e.getMessage(), e);
            }
            long total = sample();
            if (total <= bytes) {
                return total;
            }
        }
        return collect();
    }

    /// Between requests: collects young objects, the bodies of the request that just ended among them,
    /// before they grow old and cost a full collection.
    void sweepYoung() {
        try {
            collector.callVoid(null, true);
        } catch (JavetException e) {
            throw new IllegalStateException("V8 does not collect garbage: " + e.getMessage(), e);
        }
    }

    /// Gives back what was taken from the isolate.
    void close() throws JavetException {
        collector.close();
    }

    /// The highest total seen since `reset`.
    long peak() {
        return peak;
    }

    /// Whether V8 came near its own limit, which it does not take back: the isolate must not be used
    /// again.
    boolean isLimitRaised() {
        return isLimitRaised;
    }

    private long record(V8HeapStatistics statistics) {
        long total = statistics.getUsedHeapSize() + statistics.getExternalMemory();
        last = total;
        peak = Math.max(peak, total);
        return total;
    }
}
