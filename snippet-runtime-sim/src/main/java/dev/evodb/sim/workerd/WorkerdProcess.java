package dev.evodb.sim.workerd;

import dev.evodb.sim.RunFailedException;
import dev.evodb.sim.engine.SnippetModule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One running workerd: several snippets, each a service with a socket of its own, whose subrequests all
/// go to one port of this process. Ends with `close`.
final class WorkerdProcess implements AutoCloseable {
    /// The header that says which service a subrequest comes from.
    static final String FROM_HEADER = "x-evodb-from";

    /// The header that tells calls of the Cache API from fetches.
    static final String CACHE_HEADER = "x-evodb-cache";

    /// The header that tells an uncaught exception from an answer.
    static final String UNCAUGHT_HEADER = "x-evodb-uncaught";

    /// The header of a request that is not for the snippet: it collects all garbage of its isolate.
    static final String COLLECT_HEADER = "x-evodb-collect";

    /// All of these: between this process and workerd, never between snippets. Whatever else they send
    /// travels on.
    static final Set<String> OWN_HEADERS = Set.of(FROM_HEADER, CACHE_HEADER, UNCAUGHT_HEADER, COLLECT_HEADER);

    /// V8's function that does it, under a name that no snippet looks for. The inspector has none: it
    /// finds no context to evaluate in, and its own collections wait for a task that workerd does not
    /// run.
    private static final String COLLECTOR = "evodbCollect";

    private static final long START_SECONDS = 20;
    private static final int MOST_ERRORS = 2_000;
    private static final Pattern LISTENS =
            Pattern.compile("\"event\":\"listen\",\"socket\":\"([^\"]+)\",\"port\":(\\d+)");
    private static final Pattern INSPECTS = Pattern.compile("\"event\":\"listen-inspector\",\"port\":(\\d+)");

    /// Calls the snippet as production does, with the request alone, and names what it throws.
    private static final String ENTRY = """
            import * as snippet from './main.js';
            const describe = e => e instanceof Error ? String(e) : 'a thrown ' + typeof e + ': ' + String(e);
            export default {
                async fetch(request) {
                    COLLECT
                    try {
                        const handler = snippet.default;
                        if (typeof handler?.fetch !== 'function') throw new Error('no default export with a fetch function');
                        const response = await handler.fetch(request);
                        if (!(response instanceof Response)) throw new TypeError('the handler did not return a Response');
                        return response;
                    } catch (e) {
                        return new Response(describe(e), { status: 500, headers: { 'HEADER': '1' } });
                    }
                }
            };
            """.replace("HEADER", UNCAUGHT_HEADER);

    private static final String COLLECT =
            "if (request.headers.has('" + COLLECT_HEADER + "')) { " + COLLECTOR + "(); return new Response(null); }";

    private final Process process;
    private final Path folder;
    private final AsyncTrace trace;
    private final Map<String, Integer> ports;
    private final int inspectorPort;

    /// A snippet and the name of its service.
    record Deployment(String service, SnippetModule module) {}

    private WorkerdProcess(
            Process process, Path folder, AsyncTrace trace, Map<String, Integer> ports, int inspectorPort) {
        this.process = process;
        this.folder = folder;
        this.trace = trace;
        this.ports = ports;
        this.inspectorPort = inspectorPort;
    }

    /// Starts `workerd` with `deployments` and waits until it listens.
    ///
    /// @param flags       of V8
    /// @param hubPort     to which subrequests go
    /// @param isInspected whether there is an inspector, and isolates that are collected on request
    /// @throws RunFailedException if it does not get that far; the message has what it wrote
    static WorkerdProcess start(
            Workerd workerd, List<Deployment> deployments, List<String> flags, int hubPort, boolean isInspected)
            throws IOException {
        return launch(workerd, deployments, flags, hubPort, isInspected, true);
    }

    /// As `start`, without inspector and trace: for a process that serves until it is closed.
    static WorkerdProcess serve(Workerd workerd, List<Deployment> deployments, int hubPort) throws IOException {
        return launch(workerd, deployments, List.of(), hubPort, false, false);
    }

    private static WorkerdProcess launch(
            Workerd workerd,
            List<Deployment> deployments,
            List<String> flags,
            int hubPort,
            boolean isInspected,
            boolean isTraced)
            throws IOException {
        Path folder = Files.createTempDirectory("evodb-workerd");
        boolean isStarted = false;
        @Nullable Process process = null;
        try {
            Files.writeString(folder.resolve("entry.js"), ENTRY.replace("COLLECT", isInspected ? COLLECT : ""));
            for (Deployment deployment : deployments) {
                Files.writeString(
                        folder.resolve(deployment.service() + ".js"),
                        deployment.module().source());
            }
            List<String> allFlags = new ArrayList<>(flags);
            if (isInspected) {
                allFlags.addAll(List.of("--expose-gc", "--expose-gc-as=" + COLLECTOR));
            }
            Files.writeString(folder.resolve("config.capnp"), config(deployments, allFlags, hubPort));
            Path traceFile = Files.createFile(folder.resolve("trace.jsonl"));
            ProcessBuilder builder = new ProcessBuilder(
                    workerd.binary().toString(),
                    "serve",
                    folder.resolve("config.capnp").toString(),
                    "--control-fd=1");
            if (isTraced) {
                builder.command().addAll(List.of("--async-trace", traceFile.toString()));
            }
            if (isInspected) {
                builder.command().add("--inspector-addr=127.0.0.1:0");
            }
            process = builder.redirectError(folder.resolve("errors").toFile()).start();
            Map<String, Integer> ports = new LinkedHashMap<>();
            int inspectorPort = awaitPorts(process, ports, deployments.size(), folder);
            isStarted = true;
            return new WorkerdProcess(process, folder, new AsyncTrace(traceFile), ports, inspectorPort);
        } finally {
            if (!isStarted) {
                if (process != null) {
                    process.destroyForcibly();
                }
                delete(folder);
            }
        }
    }

    private static int awaitPorts(Process process, Map<String, Integer> ports, int services, Path folder)
            throws IOException {
        // A module that never ends its evaluation keeps workerd from listening: a reader that is not waited for.
        int[] inspector = {-1};
        Thread reader = Thread.ofVirtual().start(() -> {
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    Matcher listens = LISTENS.matcher(line);
                    Matcher inspects = INSPECTS.matcher(line);
                    synchronized (ports) {
                        if (listens.find()) {
                            ports.put(listens.group(1), Integer.parseInt(listens.group(2)));
                        } else if (inspects.find()) {
                            inspector[0] = Integer.parseInt(inspects.group(1));
                        }
                        ports.notifyAll();
                    }
                }
            } catch (IOException e) {
                // The process is gone; whoever waits for a port finds out.
            }
            synchronized (ports) {
                ports.notifyAll();
            }
        });
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        synchronized (ports) {
            while (ports.size() < services) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new RunFailedException(
                            RunFailedException.Kind.DEADLINE, "workerd does not listen after " + START_SECONDS + " s");
                }
                if (!reader.isAlive() || !process.isAlive()) {
                    throw new RunFailedException(
                            RunFailedException.Kind.EXIT, "workerd does not start: " + errors(folder));
                }
                try {
                    ports.wait(Math.min(left, 200));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new RunFailedException(RunFailedException.Kind.DEADLINE, "interrupted", e);
                }
            }
            return inspector[0];
        }
    }

    private static String config(List<Deployment> deployments, List<String> flags, int hubPort) {
        StringBuilder services = new StringBuilder();
        StringBuilder sockets = new StringBuilder();
        StringBuilder workers = new StringBuilder();
        for (Deployment deployment : deployments) {
            String name = deployment.service();
            services.append(String.format(Locale.ROOT, "    (name = \"%s\", worker = .%s),\n", name, name));
            services.append(external(name + "out", hubPort, FROM_HEADER, name, ""));
            services.append(external(
                    name + "cache", hubPort, FROM_HEADER, name, ", (name = \"" + CACHE_HEADER + "\", value = \"1\")"));
            sockets.append(String.format(
                    Locale.ROOT,
                    "    (name = \"%s\", address = \"127.0.0.1:0\", http = (style = proxy), service = \"%s\"),\n",
                    name,
                    name));
            workers.append(String.format(Locale.ROOT, """
                    const %s :Workerd.Worker = (
                      modules = [
                        (name = "entry.js", esModule = embed "entry.js"),
                        (name = "main.js", esModule = embed "%s.js"),
                      ],
                      compatibilityDate = "2026-01-01",
                      globalOutbound = "%sout",
                      cacheApiOutbound = "%scache",
                    );
                    """, name, name, name, name));
        }
        StringBuilder flagList = new StringBuilder();
        flags.forEach(flag -> flagList.append('"').append(flag).append("\", "));
        return String.format(Locale.ROOT, """
                using Workerd = import "/workerd/workerd.capnp";
                const config :Workerd.Config = (
                  services = [
                %s  ],
                  sockets = [
                %s  ],
                  v8Flags = [%s],
                );
                %s""", services, sockets, flagList, workers);
    }

    private static String external(String name, int port, String header, String value, String more) {
        return String.format(Locale.ROOT, """
                    (name = "%s", external = (address = "127.0.0.1:%d", http = (style = proxy,
                      injectRequestHeaders = [(name = "%s", value = "%s")%s]))),
                """, name, port, header, value, more);
    }

    /// The port of a service on loopback.
    int port(String service) {
        Integer port = ports.get(service);
        if (port == null) {
            throw new IllegalArgumentException("no service " + service);
        }
        return port;
    }

    /// The port of the inspector, or -1 if there is none.
    int inspectorPort() {
        return inspectorPort;
    }

    AsyncTrace trace() {
        return trace;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// CPU time of the thread that runs JavaScript and everything else of workerd, in nanoseconds; -1
    /// where the system does not tell.
    long threadCpuNanos() {
        Path file = Path.of("/proc/" + process.pid() + "/task/" + process.pid() + "/schedstat");
        try {
            String text = Files.readString(file);
            return Long.parseLong(text.substring(0, text.indexOf(' ')));
        } catch (IOException e) {
            return -1;
        }
    }

    private static String errors(Path folder) throws IOException {
        Path file = folder.resolve("errors");
        String text = Files.exists(file)
                ? Files.readString(file, StandardCharsets.ISO_8859_1).strip()
                : "";
        return text.length() <= MOST_ERRORS ? text : text.substring(0, MOST_ERRORS) + "…";
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /// Ends the process and removes its files.
    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        boolean isInterrupted = false;
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        trace.close();
        delete(folder);
    }
}
