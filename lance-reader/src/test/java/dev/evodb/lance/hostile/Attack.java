package dev.evodb.lance.hostile;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Runs families of mutations against many files, on all processors, and goes on after failures.
///
/// A failure is an exception that is not declared, an Error, or more than [#MOST_CPU_NANOS] of CPU time
/// for one mutation. One that does not come back is reported with its stack and left behind in its
/// thread.
final class Attack {
    /// CPU time, not wall time: the machine may be busy with something else.
    private static final long MOST_CPU_NANOS = 2_000_000_000L;

    private static final long HANGS_AFTER_NANOS = 10_000_000_000L;
    private static final int CHUNK = 20_000;
    private static final int SHOWN_ALIKE = 3;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final String name;
    private final long seed;
    private final long endNanos;
    private final Iterator<Task> tasks;
    private final AtomicLong data = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final Map<String, List<String>> failures = new HashMap<>();
    private final List<Worker> workers = new ArrayList<>();
    private long failureCount;

    /// Opens a subject for one thread.
    @FunctionalInterface
    interface Opening {
        Subject open() throws IOException;
    }

    /// A file and what to do to it.
    record Target(Opening opening, Family family) {}

    /// The mutations `[from, to)` of `count` picked ones.
    record Task(Target target, long from, long to, long count) {}

    /// How an attack went.
    record Report(
            String name, long mutations, long data, long refused, long failures, double seconds, List<String> lines) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s: %,d mutations, %,d read, %,d refused, %,d failures, %.0f s, %,.0f/s",
                    name,
                    mutations,
                    data,
                    refused,
                    failures,
                    seconds,
                    mutations / Math.max(0.001, seconds));
        }
    }

    private Attack(String name, long seed, long endNanos, Iterator<Task> tasks) {
        this.name = name;
        this.seed = seed;
        this.endNanos = endNanos;
        this.tasks = tasks;
    }

    /// Runs about `budget` mutations in all, spread over `targets` by their sizes, at least a few on
    /// each. Which ones `seed` determines; all of them if they are no more than the budget.
    ///
    /// With `-Devodb.hostile.seconds=N` it ends after that time. Pieces of all targets then take turns,
    /// each target's in an order that `seed` determines.
    static Report run(String name, List<Target> targets, long budget, long seed) throws IOException {
        return run(name, targets, budget, seed, Long.getLong("evodb.hostile.seconds", Long.MAX_VALUE));
    }

    static Report run(String name, List<Target> targets, long budget, long seed, long seconds) throws IOException {
        long started = System.nanoTime();
        boolean hasEnd = seconds < Long.MAX_VALUE;
        Attack attack = hasEnd
                ? new Attack(name, seed, started + seconds * 1_000_000_000L, new Turns(targets, budget, seed))
                : new Attack(name, seed, Long.MAX_VALUE, plan(targets, budget));
        attack.fight();
        return attack.report((System.nanoTime() - started) / 1e9);
    }

    private static Iterator<Task> plan(List<Target> targets, long budget) {
        List<Task> planned = new ArrayList<>();
        for (Target target : targets) {
            long share = share(target, targets, budget);
            for (long from = 0; from < share; from += CHUNK) {
                planned.add(new Task(target, from, Math.min(share, from + CHUNK), share));
            }
        }
        planned.sort(Comparator.comparingLong((Task task) -> task.from() - task.to()));
        return planned.iterator();
    }

    /// How many mutations of `target` belong to the budget.
    static long share(Target target, List<Target> targets, long budget) {
        long all = targets.stream().mapToLong(other -> other.family().size()).sum();
        long size = target.family().size();
        return all <= budget ? size : Math.min(size, Math.max(32, (long) ((double) budget / all * size)));
    }

    private void fight() {
        int processors = Runtime.getRuntime().availableProcessors();
        for (int i = 0; i < processors; i++) {
            startWorker();
        }
        long lastLine = System.nanoTime();
        while (workers.stream().anyMatch(Worker::isBusy)) {
            for (Worker worker : List.copyOf(workers)) {
                if (worker.isHanging()) {
                    worker.abandon();
                    startWorker();
                }
            }
            if (System.nanoTime() - lastLine > 60_000_000_000L) {
                lastLine = System.nanoTime();
                out().printf(
                                "%s: %,d mutations so far, %,d failures%n",
                                name, data.get() + refused.get(), failureCount);
            }
            waitAWhile();
        }
    }

    private static void waitAWhile() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void startWorker() {
        Worker worker = new Worker();
        workers.add(worker);
        worker.thread.start();
    }

    private @Nullable Task nextTask() {
        synchronized (tasks) {
            return System.nanoTime() < endNanos && tasks.hasNext() ? tasks.next() : null;
        }
    }

    private Report report(double seconds) throws IOException {
        List<String> lines = new ArrayList<>();
        synchronized (failures) {
            failures.values().forEach(lines::addAll);
            String file = System.getProperty("evodb.hostile.failures", "");
            if (!file.isEmpty() && !lines.isEmpty()) {
                Files.write(
                        Path.of(file),
                        lines,
                        StandardCharsets.UTF_8,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
            Report report = new Report(
                    name,
                    data.get() + refused.get() + failureCount,
                    data.get(),
                    refused.get(),
                    failureCount,
                    seconds,
                    lines);
            out().println(report);
            return report;
        }
    }

    // Figures are what an attack is run for; a test has no other way to show them.
    @SuppressWarnings("SystemOut")
    private static PrintStream out() {
        return System.out;
    }

    /// The number among `size` mutations that stands for the `i`th of `count` picked ones: one in each of
    /// `count` equal stretches, where in it `seed` determines.
    private long pick(long i, long count, long size) {
        if (count == size) {
            return i;
        }
        long from = (long) ((double) size / count * i);
        long to = Math.max(from + 1, Math.min(size, (long) ((double) size / count * (i + 1))));
        return from + new SplittableRandom(seed * 0x9E3779B97F4A7C15L + i).nextLong(to - from);
    }

    private void fail(Subject subject, Mutation mutation, String problem, StackTraceElement[] stack) {
        String where = Arrays.stream(stack)
                .filter(frame -> frame.getClassName().startsWith("dev.evodb")
                        && !frame.getClassName().startsWith("dev.evodb.lance.hostile"))
                .findFirst()
                .map(StackTraceElement::toString)
                .orElse("?");
        String line = subject.name() + " :: " + mutation + " :: "
                + problem.lines().findFirst().orElse("") + " at " + where;
        String kind = problem.split("[:\\d]", 2)[0] + where;
        synchronized (failures) {
            failureCount++;
            List<String> alike = failures.computeIfAbsent(kind, _ -> new ArrayList<>());
            if (alike.size() < SHOWN_ALIKE
                    || !System.getProperty("evodb.hostile.failures", "").isEmpty()) {
                alike.add(line);
            }
        }
    }

    /// One thread's work.
    private final class Worker implements Runnable {
        private final Thread thread = new Thread(this, "attack");
        private volatile @Nullable Subject subject;
        private volatile @Nullable Mutation current;
        private volatile long startedNanos;
        private volatile long startedCpu;
        private volatile boolean isAbandoned;

        private Worker() {
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            for (Task task = nextTask(); task != null && !isAbandoned; task = nextTask()) {
                try {
                    Subject opened = task.target().opening().open();
                    subject = opened;
                    run(task, opened);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        private void run(Task task, Subject opened) {
            long size = task.target().family().size();
            for (long i = task.from(); i < task.to() && !isAbandoned && System.nanoTime() < endNanos; i++) {
                Optional<Mutation> mutation = task.target().family().get(pick(i, task.count(), size));
                if (mutation.isPresent()) {
                    attempt(opened, mutation.get());
                }
            }
        }

        private void attempt(Subject opened, Mutation mutation) {
            startedCpu = THREADS.getCurrentThreadCpuTime();
            startedNanos = System.nanoTime();
            current = mutation;
            try {
                switch (opened.read(mutation)) {
                    case DATA -> data.incrementAndGet();
                    case REFUSED -> refused.incrementAndGet();
                }
            } catch (IOException | RuntimeException | Error e) {
                fail(opened, mutation, e.toString(), e.getStackTrace());
            }
            current = null;
            if (System.nanoTime() - startedNanos > MOST_CPU_NANOS) {
                long cpu = THREADS.getCurrentThreadCpuTime() - startedCpu;
                if (cpu > MOST_CPU_NANOS) {
                    fail(opened, mutation, "takes " + cpu / 1_000_000 + " ms of CPU time", new StackTraceElement[0]);
                }
            }
        }

        private boolean isBusy() {
            return thread.isAlive() && !isAbandoned;
        }

        private boolean isHanging() {
            return !isAbandoned
                    && current != null
                    && System.nanoTime() - startedNanos > HANGS_AFTER_NANOS
                    && THREADS.getThreadCpuTime(thread.threadId()) - startedCpu > MOST_CPU_NANOS;
        }

        private void abandon() {
            Subject opened = subject;
            Mutation mutation = current;
            if (opened != null && mutation != null) {
                isAbandoned = true;
                fail(opened, mutation, "hangs", thread.getStackTrace());
            }
        }
    }
}
