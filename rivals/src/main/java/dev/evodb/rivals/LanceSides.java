package dev.evodb.rivals;

import dev.evodb.rivals.peer.Installation;
import dev.evodb.rivals.peer.PeerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The two who search a Lance index, each in a process of its own.
final class LanceSides {
    static final List<String> NAMES = List.of("ours", "native");

    private static final double TOLERANCE = 1e-5;

    private final Installation installation;
    private final Path table;
    private final String column;
    private final Path query;
    private final int k;
    private final int queries;
    private final Path work;

    LanceSides(Installation installation, Path table, String column, Path query, int k, int queries, Path work) {
        this.installation = installation;
        this.table = table.toAbsolutePath();
        this.column = column;
        this.query = query.toAbsolutePath();
        this.k = k;
        this.queries = queries;
        this.work = work.toAbsolutePath();
    }

    private List<String> run(String side, String what, List<String> settings, double warmup)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(installation.java("dev.evodb.rivals.lance.LanceSide", List.of()));
        command.addAll(List.of(
                side,
                what,
                table.toString(),
                column,
                query.toString(),
                String.valueOf(k),
                String.valueOf(queries),
                String.valueOf(warmup),
                String.join(",", settings)));
        return PeerProcess.lines(command, work.resolve(side + "-" + what + ".txt"));
    }

    /// Compares the answers of both, id by id.
    ///
    /// @return one line a setting, for the report
    /// @throws GateClosedException if a row is answered by one alone that is not tied with the last
    List<String> gate(List<String> settings) throws IOException, InterruptedException {
        Files.createDirectories(work);
        List<String> ours = run("ours", "answers", settings, 0);
        List<String> theirs = run("native", "answers", settings, 0);
        if (ours.size() != theirs.size()) {
            throw new GateClosedException(
                    "gate closed: " + ours.size() + " answers of ours, " + theirs.size() + " of the native library");
        }
        Map<String, int[]> counts = new LinkedHashMap<>();
        for (int i = 0; i < ours.size(); i++) {
            LanceAnswer us = LanceAnswer.parse(ours.get(i));
            LanceAnswer them = LanceAnswer.parse(theirs.get(i));
            int[] count = counts.computeIfAbsent(us.setting(), _ -> new int[2]);
            count[0]++;
            if (!us.hasSameIds(them)) {
                if (!us.isTiedWith(them, TOLERANCE)) {
                    throw new GateClosedException("gate closed: query " + us.query() + " at " + us.setting() + ": ours "
                            + us + ", native " + them);
                }
                count[1]++;
            }
        }
        List<String> lines = new ArrayList<>();
        counts.forEach((setting, count) -> lines.add("gate passed at " + setting + ": ids and their order equal for "
                + (count[0] - count[1]) + " of " + count[0] + " queries, the others differ in ties"));
        return lines;
    }

    /// Milliseconds of the first query in a fresh process.
    double cold(String side, String setting) throws IOException, InterruptedException {
        return Double.parseDouble(run(side, "cold", List.of(setting), 0).getFirst());
    }

    /// Queries a second of wall time at each setting.
    Map<String, Double> measure(String side, List<String> settings, double warmup)
            throws IOException, InterruptedException {
        Map<String, Double> rates = new LinkedHashMap<>();
        for (String line : run(side, "measure", settings, warmup)) {
            String[] words = line.split(" ", -1);
            rates.put(words[0], Double.parseDouble(words[1]));
        }
        return rates;
    }
}
