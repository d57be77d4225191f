package dev.evodb.api.metrics;

import dev.evodb.api.engine.Admission;
import dev.evodb.api.engine.MemoryBudget;
import dev.evodb.api.engine.TableCache;
import dev.evodb.api.route.RequestLog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/// Requests by the form of their path and their status, with a histogram of times; requests that are
/// answered and that wait; open tables; memory, threads and collections of the virtual machine. Thread-safe.
public final class ServerMetrics implements RequestLog, Closeable {
    private static final Duration[] TIMES = {
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final ConcurrentMap<Kind, Timer> timers = new ConcurrentHashMap<>();

    private record Kind(String route, int status) {}

    public ServerMetrics(Admission admission, MemoryBudget memory, TableCache tables) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        collections.bindTo(registry);
        Gauge.builder("evodb.requests.active", admission, Admission::active)
                .description("Requests that are being answered")
                .register(registry);
        Gauge.builder("evodb.requests.waiting", admission, Admission::waiting)
                .description("Requests that wait for their turn")
                .register(registry);
        Gauge.builder("evodb.requests.memory", memory, MemoryBudget::used)
                .description("Memory that requests have reserved")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("evodb.tables.open", tables, TableCache::size)
                .description("Versions of tables that are open")
                .register(registry);
    }

    @Override
    public void log(Entry entry) {
        timers.computeIfAbsent(new Kind(entry.route(), entry.status()), this::timer)
                .record(entry.nanos(), TimeUnit.NANOSECONDS);
    }

    private Timer timer(Kind kind) {
        return Timer.builder("evodb.requests")
                .description("Time from a request's headers to the end of its answer")
                .tag("route", kind.route())
                .tag("status", Integer.toString(kind.status()))
                .serviceLevelObjectives(TIMES)
                .register(registry);
    }

    /// All of it in the text format of Prometheus.
    public String text() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
