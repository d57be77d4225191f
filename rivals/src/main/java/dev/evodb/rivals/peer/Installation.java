package dev.evodb.rivals.peer;

import dev.evodb.rivals.peer.Peer.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Finds out how each driver is started on this machine, and compiles those in C++.
public final class Installation {
    private static final long COMPILE_MINUTES = 5;

    private final Path work;
    private final String python;
    private final String heap;
    private final Map<Engine, Start> starts = new EnumMap<>(Engine.class);

    /// How a driver is started, or why it is not: one of the two is empty.
    private record Start(List<String> command, String missing) {}

    /// `work` gets the compiled drivers; `python` is an interpreter that may have FAISS; `heap` is the
    /// largest heap of a Java peer, as of `-Xmx`.
    public Installation(Path work, String python, String heap) {
        this.work = work.toAbsolutePath();
        this.python = python;
        this.heap = heap;
    }

    /// The command of a peer's driver, to which the request is added; empty if it is not installed.
    public List<String> command(Peer peer) throws IOException, InterruptedException {
        return switch (peer.engine()) {
            case EVODB, LUCENE, JVECTOR, LANCE -> javaDriver(peer);
            case FAISS, HNSWLIB -> start(peer.engine()).command();
        };
    }

    /// How to install a peer that has no [#command].
    public String missing(Peer peer) throws IOException, InterruptedException {
        return start(peer.engine()).missing();
    }

    /// The options of every Java process that searches.
    public List<String> java(String main, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.add("-Xmx" + heap);
        command.add("--add-modules=jdk.incubator.vector");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--add-opens=java.base/java.nio=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main);
        return command;
    }

    private List<String> javaDriver(Peer peer) {
        List<String> command = java("dev.evodb.rivals.driver.JavaDrivers", peer.javaOptions());
        command.add(
                switch (peer.engine()) {
                    case EVODB -> "evodb";
                    case LUCENE -> "lucene";
                    case JVECTOR -> "jvector";
                    case LANCE -> "lance";
                    case FAISS, HNSWLIB -> throw new IllegalArgumentException("no driver in Java: " + peer.name());
                });
        return command;
    }

    private Start start(Engine engine) throws IOException, InterruptedException {
        Start known = starts.get(engine);
        if (known == null) {
            known = engine == Engine.FAISS ? findFaiss() : findHnswlib();
            starts.put(engine, known);
        }
        return known;
    }

    private Start findFaiss() throws IOException, InterruptedException {
        if (succeeds(List.of(python, "-c", "import faiss, numpy"))) {
            return new Start(List.of(python, unpack("faiss_driver.py").toString()), "");
        }
        String how = "not installed: how to: pip install faiss-cpu and --python INTERPRETER (fastest code of the"
                + " machine), or apt-get install g++ libfaiss-dev libopenblas-dev (baseline code)";
        return compiled("faiss_driver", how, List.of("-fopenmp"), List.of("-lfaiss", "-lopenblas"));
    }

    private Start findHnswlib() throws IOException, InterruptedException {
        return compiled(
                "hnswlib_driver",
                "not installed: how to: apt-get install g++ libhnswlib-dev",
                List.of("-pthread"),
                List.of());
    }

    private Start compiled(String name, String how, List<String> options, List<String> libraries)
            throws IOException, InterruptedException {
        Path program = compile(name, options, libraries);
        return Files.isExecutable(program)
                ? new Start(List.of(program.toString()), "")
                : new Start(List.of(), how + "; the compiler's words: " + work.resolve(name + ".log"));
    }

    /// Compiles one of our programs for this machine; the answer is no file if that failed.
    public Path compile(String name, List<String> options, List<String> libraries)
            throws IOException, InterruptedException {
        unpack("measure.hpp");
        Path source = unpack(name + ".cpp");
        Path program = work.resolve(name);
        Files.deleteIfExists(program);
        List<String> command = new ArrayList<>(List.of("g++", "-std=c++17", "-O3", "-march=native"));
        command.addAll(options);
        command.addAll(List.of("-o", program.toString(), source.toString()));
        command.addAll(libraries);
        run(command, work.resolve(name + ".log"));
        return program;
    }

    private Path unpack(String resource) throws IOException {
        Files.createDirectories(work);
        Path file = work.resolve(resource);
        try (InputStream in = Installation.class.getResourceAsStream("/dev/evodb/rivals/drivers/" + resource)) {
            if (in == null) {
                throw new IllegalStateException("no resource is called " + resource);
            }
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    private boolean succeeds(List<String> command) throws IOException, InterruptedException {
        Files.createDirectories(work);
        return run(command, work.resolve("python.log")) == 0;
    }

    /// Runs a command whose words go to a file; a command that does not exist fails.
    private static int run(List<String> command, Path log) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            Files.write(log, List.of(String.valueOf(e.getMessage())), StandardCharsets.UTF_8);
            return -1;
        }
        if (!process.waitFor(COMPILE_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            return -1;
        }
        return process.exitValue();
    }
}
