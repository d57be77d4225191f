package dev.evodb.cli;

import dev.evodb.cli.edge.EdgeFolder;
import dev.evodb.cli.input.ZonesOption;
import dev.evodb.sim.workerd.LocalEdge;
import dev.evodb.sim.workerd.Workerd;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `evodb chain serve-local`: the snippets of a pack in workerd, on this machine.
@Command(
        name = "serve-local",
        description = {
            "Starts workerd with all snippets of a pack behind their host names, and the folder as the object store,",
            "and serves on loopback until it is stopped."
        },
        footer = {
            "",
            "The binary is the one that EVODB_WORKERD names, as for 'evodb sim --engine workerd'. A request enters the",
            "snippet of its Host header, or the entry of the chain. workerd has no limits: 'evodb chain sim' has them.",
        })
final class ChainServeLocalCommand implements Callable<Integer> {
    private static final int MOST_PORT = 65_535;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final Map<String, String> environment;
    private volatile boolean isStopping;

    @Parameters(
            index = "0",
            paramLabel = "FOLDER|FILE",
            description = "A folder that 'evodb pack' wrote, or a chain as JSON with its shards in folders beside it.")
    private Path target = Path.of("");

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port to listen on; 0: a free one. Default: ${DEFAULT-VALUE}.")
    private int port = 8787;

    @Mixin
    private ZonesOption zones = new ZonesOption();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Stop after so long; 0: serve until stopped. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// `environment` names workerd.
    ChainServeLocalCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        if (port < 0 || port > MOST_PORT) {
            throw new IllegalArgumentException("--port must be in 0..=" + MOST_PORT + ", got " + port);
        }
        if (seconds < 0) {
            throw new IllegalArgumentException("--seconds must not be negative, got " + seconds);
        }
        EdgeFolder edge = EdgeFolder.open(target);
        Workerd workerd = Workerd.require(environment);
        LocalEdge.Setup setup = new LocalEdge.Setup(edge.snippets(), edge.origins(), edge.entryUrl(), zones.zones());
        try (LocalEdge running = LocalEdge.start(workerd, setup, port)) {
            Thread hook = new Thread(() -> {
                isStopping = true;
                close(running);
            });
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                print(edge, workerd, running);
                return await(running);
            } finally {
                removeHook(hook);
            }
        }
    }

    private void print(EdgeFolder edge, Workerd workerd, LocalEdge running) {
        PrintWriter out = spec.commandLine().getOut();
        String path = edge.entryUrl().replaceFirst("^https?://[^/]+", "");
        int dims = edge.objects().getFirst().dims();
        String url = "http://127.0.0.1:" + running.port() + (path.isEmpty() ? "/" : path);
        int snippets = edge.snippets().size();
        out.println("serving " + url + ": " + snippets + (snippets == 1 ? " snippet" : " snippets") + " in "
                + workerd.version() + ", entry " + edge.host(edge.chain().entry()));
        out.println("  curl \"" + url + "?k=5&vector=$(seq -s, 1 " + dims + ")\"");
        if (edge.isChain()) {
            out.println("  curl -H 'Host: " + edge.host(edge.shardIds().getFirst()) + "' \"" + url
                    + "?k=5&vector=$(seq -s, 1 " + dims + ")\"");
        }
        out.flush();
    }

    private int await(LocalEdge running) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (running.isAlive() && (seconds == 0 || System.nanoTime() < end)) {
            try {
                Thread.sleep(BETWEEN_LOOKS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return ExitCode.DONE.number();
            }
        }
        if (!running.isAlive() && !isStopping) {
            throw new IOException("workerd has ended");
        }
        return ExitCode.DONE.number();
    }

    private static void close(LocalEdge running) {
        try {
            running.close();
        } catch (IOException e) {
            // The JVM ends anyway.
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook runs already.
        }
    }
}
