package dev.evodb.rivals;

import dev.evodb.rivals.judge.Spread;
import dev.evodb.rivals.peer.Installation;
import dev.evodb.rivals.peer.PeerProcess;
import dev.evodb.rivals.report.TextReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `rivals kernels`: our kernels and C++ ones in turns.
@Command(
        name = "kernels",
        mixinStandardHelpOptions = true,
        description = "Times our kernels beside the same work in C++, compiled with g++ -O3 for this machine.")
final class KernelsCommand implements Callable<Integer> {
    @Option(names = "--rounds", paramLabel = "N", description = "Interleaved rounds. Default: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(names = "--work", paramLabel = "FOLDER", description = "For the program. Default: ${DEFAULT-VALUE}.")
    private Path work = Path.of("target", "rivals", "kernels");

    @Option(names = "--heap", paramLabel = "SIZE", description = "Heap of our side. Default: ${DEFAULT-VALUE}.")
    private String heap = "2g";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// Times of one case on one side, one a round, and the sum of its results.
    private record Times(List<Double> nanos, String sum) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        Installation installation = new Installation(work, "python3", heap);
        List<String> java = new ArrayList<>(installation.java("dev.evodb.rivals.kernel.KernelTimes", List.of()));
        Path program = installation.compile("kernels", List.of("-ffast-math"), List.of());
        boolean hasProgram = Files.isExecutable(program);
        if (!hasProgram) {
            err.println(
                    "C++ is left out: g++ is not installed: how to: apt-get install g++ (" + work + "/kernels.log)");
        }
        err.println("about " + Conditions.duration(rounds * (hasProgram ? 55.0 : 40.0) + 15));
        Map<String, Times> ours = new LinkedHashMap<>();
        Map<String, Times> theirs = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            err.println("round " + round + ": Java");
            List<String> command = new ArrayList<>(java);
            command.add("all");
            collect(PeerProcess.lines(command, work.resolve("java.txt")), ours);
            if (hasProgram) {
                err.println("round " + round + ": C++");
                collect(PeerProcess.lines(List.of(program.toString()), work.resolve("cpp.txt")), theirs);
                gate(ours, theirs);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(Conditions.describe());
        out.println();
        TextReport.table(out, cells(ours, theirs));
        out.println();
        bandwidth(out, ours, theirs);
        for (String name : List.of("l2", "pq4", "rabitq")) {
            List<String> command = new ArrayList<>(java);
            command.addAll(List.of("first", name));
            out.println(firstCalls(name, PeerProcess.lines(command, work.resolve("first.txt"))));
        }
        return 0;
    }

    private static void collect(List<String> lines, Map<String, Times> times) {
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            times.computeIfAbsent(words[1] + " " + words[2], _ -> new Times(new ArrayList<>(), words[4]))
                    .nanos()
                    .add(Double.parseDouble(words[3]));
        }
    }

    private static void gate(Map<String, Times> ours, Map<String, Times> theirs) {
        theirs.forEach((name, times) -> {
            Times own = ours.get(name);
            if (own == null || !own.sum().equals(times.sum())) {
                throw new GateClosedException("gate closed: " + name + " adds up to " + times.sum() + " in C++, "
                        + (own == null ? "is missing" : own.sum()) + " in Java");
            }
        });
    }

    private static List<List<String>> cells(Map<String, Times> ours, Map<String, Times> theirs) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("kernel, cache", "ours ns/row", "C++ ns/row", "our time / C++", "our speed / C++"));
        ours.forEach((name, times) -> {
            double us = best(times);
            Times other = theirs.get(name);
            double them = other == null ? Double.NaN : best(other);
            cells.add(List.of(
                    name,
                    shown(times),
                    other == null ? "-" : shown(other),
                    other == null ? "-" : String.format(Locale.ROOT, "%.2f", us / them),
                    other == null ? "-" : String.format(Locale.ROOT, "%.2f", them / us)));
        });
        return cells;
    }

    /// The best round, and the range of them.
    private static String shown(Times times) {
        Spread spread = Spread.of(
                times.nanos().stream().mapToDouble(Double::doubleValue).toArray());
        return String.format(Locale.ROOT, "%.3f-%.3f", spread.least(), spread.most());
    }

    private static double best(Times times) {
        return times.nanos().stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    private static void bandwidth(PrintWriter out, Map<String, Times> ours, Map<String, Times> theirs) {
        String scan = "scan-100k-128 out";
        String read = "read-512B out";
        double floor = Math.min(
                best(ours.getOrDefault(read, new Times(List.of(Double.NaN), ""))),
                theirs.containsKey(read)
                        ? best(theirs.getOrDefault(read, new Times(List.of(), "")))
                        : Double.MAX_VALUE);
        double nanos = best(ours.getOrDefault(scan, new Times(List.of(Double.NaN), "")));
        out.println(String.format(
                Locale.ROOT,
                "brute force over 100,000 x 128 floats: %.1f GB/s, %.2f of the %.1f GB/s at which the same bytes are"
                        + " only read",
                512 / nanos,
                floor / nanos,
                512 / floor));
    }

    static String firstCalls(String name, List<String> lines) {
        List<Double> millis = new ArrayList<>();
        StringBuilder all = new StringBuilder();
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            millis.add(Double.parseDouble(words[2]));
            all.append(' ').append(words[2]);
        }
        double best = millis.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
        return String.format(
                Locale.ROOT,
                "first calls of a fresh JVM, one large scan each, %s, ms:%s; first / best %.1f, last / best %.2f",
                name,
                all,
                millis.getFirst() / best,
                millis.getLast() / best);
    }
}
