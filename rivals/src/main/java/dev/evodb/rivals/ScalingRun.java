package dev.evodb.rivals;

import dev.evodb.rivals.driver.DriverRequest;
import dev.evodb.rivals.judge.Spread;
import dev.evodb.rivals.peer.Installation;
import dev.evodb.rivals.peer.Peer;
import dev.evodb.rivals.peer.PeerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/// Our index with batches of queries and with two threads, against single queries on one thread: each
/// round a fresh JVM, in which the three take turns.
final class ScalingRun {
    private final Installation installation;
    private final Path work;
    private final Consumer<String> log;

    ScalingRun(Installation installation, Path work, Consumer<String> log) {
        this.installation = installation;
        this.work = work;
        this.log = log;
    }

    List<String> run(Peer peer, DriverRequest request, int rounds) throws IOException, InterruptedException {
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            log.accept("scaling, round " + round + ": " + peer.name());
            List<String> command =
                    new ArrayList<>(installation.java("dev.evodb.rivals.driver.ScalingDriver", List.of()));
            command.addAll(request.arguments());
            for (String line : PeerProcess.lines(command, work.resolve("logs").resolve("scaling-" + round + ".txt"))) {
                String[] words = line.split(" ", -1);
                rates.computeIfAbsent(words[0], _ -> new ArrayList<>()).add(Double.parseDouble(words[1]));
            }
        }
        return lines(peer.name() + " at " + request.settings().getFirst(), rates);
    }

    static List<String> lines(String what, Map<String, List<Double>> rates) {
        List<Double> single = rates.getOrDefault("single", List.of());
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, List<Double>> entry : rates.entrySet()) {
            double[] ratios = new double[single.size()];
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = entry.getValue().get(i) / single.get(i);
            }
            Spread rate = Spread.of(
                    entry.getValue().stream().mapToDouble(Double::doubleValue).toArray());
            Spread ratio = Spread.of(ratios);
            lines.add(String.format(
                    Locale.ROOT,
                    "%s, %s: %,.0f queries/s of wall time (%,.0f-%,.0f), %.2fx single (%.2f-%.2f)",
                    what,
                    entry.getKey(),
                    rate.median(),
                    rate.least(),
                    rate.most(),
                    ratio.median(),
                    ratio.least(),
                    ratio.most()));
        }
        return lines;
    }
}
