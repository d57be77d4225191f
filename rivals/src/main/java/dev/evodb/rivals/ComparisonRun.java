package dev.evodb.rivals;

import dev.evodb.rivals.driver.DriverReply;
import dev.evodb.rivals.driver.DriverReply.Built;
import dev.evodb.rivals.driver.DriverReply.Memory;
import dev.evodb.rivals.driver.DriverRequest;
import dev.evodb.rivals.judge.Curve;
import dev.evodb.rivals.judge.Truth;
import dev.evodb.rivals.peer.Installation;
import dev.evodb.rivals.peer.Peer;
import dev.evodb.rivals.peer.PeerProcess;
import dev.evodb.rivals.report.Comparison;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One run of all peers: builds what is missing, opens the gate, and goes round.
final class ComparisonRun {
    /// What a graph has to find with its widest beam: rows without a path to them are its nature.
    private static final double GRAPH_GATE = 0.99;

    private static final int TRUTH_QUERIES = 10;

    private final DriverRequest template;
    private final Truth truth;
    private final Installation installation;
    private final Path work;
    private final PrintWriter log;
    private final IndexCache indices;
    private final long begin = System.nanoTime();

    /// A peer that takes part.
    private static final class Contender {
        private final Peer peer;
        private final List<String> command;
        private final DriverRequest request;
        private final List<Curve> rounds = new ArrayList<>();
        private final List<Memory> memory = new ArrayList<>();
        private Optional<Built> built = Optional.empty();
        private String note = "";
        private String gate = "";

        Contender(Peer peer, List<String> command, DriverRequest request) {
            this.peer = peer;
            this.command = command;
            this.request = request;
        }
    }

    ComparisonRun(DriverRequest template, Truth truth, Installation installation, Path work, PrintWriter log)
            throws IOException {
        this.template = template;
        this.truth = truth;
        this.installation = installation;
        this.work = work;
        this.log = log;
        this.indices = new IndexCache(work, template.base());
    }

    Comparison run(
            List<Peer> peers,
            int rounds,
            int gateQueries,
            List<String> rebuild,
            boolean isScaling,
            String scalingSetting)
            throws IOException, InterruptedException {
        String conditions = Conditions.describe();
        double load = Conditions.load();
        List<String> missing = new ArrayList<>();
        List<Contender> contenders = install(peers, missing);
        missing.forEach(this::say);
        estimate(contenders, rounds, rebuild);
        for (Contender contender : contenders) {
            build(contender, rebuild.contains(contender.peer.name()));
        }
        openGate(contenders, gateQueries);
        long start = System.nanoTime();
        for (int round = 1; round <= rounds; round++) {
            for (Contender contender : contenders) {
                measure(contender, round);
            }
            double took = (System.nanoTime() - start) / 1e9;
            say("round " + round + " of " + rounds + " done, " + Conditions.duration(took / round * (rounds - round))
                    + " to go");
        }
        List<Comparison.Result> results = contenders.stream()
                .map(contender -> new Comparison.Result(
                        contender.peer.name(),
                        contender.peer.isOurs(),
                        contender.note,
                        contender.gate,
                        contender.rounds,
                        contender.built,
                        contender.memory))
                .toList();
        List<String> scaling = new ArrayList<>();
        if (isScaling) {
            ScalingRun run = new ScalingRun(installation, work, this::say);
            for (int i = 0; i < contenders.size(); i++) {
                Contender contender = contenders.get(i);
                if (contender.peer.isOurs()) {
                    String setting = scalingSetting.isEmpty()
                            ? results.get(i).median().near(0.95).setting()
                            : scalingSetting;
                    scaling.addAll(run.run(contender.peer, contender.request.withSettings(List.of(setting)), rounds));
                }
            }
        }
        return new Comparison(
                String.format(
                        Locale.ROOT,
                        "%s: %,d rows of %d dims, %,d queries; inverted files of %,d partitions; rounds: %d",
                        String.valueOf(work.getFileName()),
                        truth.rows(),
                        truth.dims(),
                        truth.queries(),
                        template.partitions(),
                        rounds),
                conditions
                        + String.format(
                                Locale.ROOT,
                                "; load of the last minute %.2f before and %.2f after",
                                load,
                                Conditions.load()),
                template.k(),
                results,
                missing,
                scaling);
    }

    private void say(String line) {
        log.println(String.format(Locale.ROOT, "[%5.0f s] %s", (System.nanoTime() - begin) / 1e9, line));
        log.flush();
    }

    private List<Contender> install(List<Peer> peers, List<String> missing) throws IOException, InterruptedException {
        List<Contender> contenders = new ArrayList<>();
        for (Peer peer : peers) {
            List<String> command = installation.command(peer);
            if (command.isEmpty()) {
                missing.add(peer.name() + ": " + installation.missing(peer));
            } else {
                DriverRequest request = template.withVariant(peer.variant())
                        .withCache(indices.folder(peer, template.partitions(), template.subvectors()))
                        .withSettings(peer.sweep(template.partitions()));
                contenders.add(new Contender(peer, command, request));
            }
        }
        if (contenders.isEmpty()) {
            throw new IllegalArgumentException("no peer is installed");
        }
        return contenders;
    }

    private void estimate(List<Contender> contenders, int rounds, List<String> rebuild) throws IOException {
        double builds = 0;
        double round = 0;
        for (Contender contender : contenders) {
            boolean isKept = !rebuild.contains(contender.peer.name())
                    && indices.find(contender.peer, contender.request.cache()).isPresent();
            if (!isKept) {
                builds += Estimate.buildSeconds(contender.peer, truth.rows(), template.threads());
            }
            round += Estimate.sweepSeconds(contender.peer, contender.request);
        }
        say("about " + Conditions.duration(builds) + " for building, " + Conditions.duration(rounds * round) + " for "
                + rounds + " rounds of " + contenders.size() + " peers");
    }

    private Path logFile(Contender contender, String what) {
        return work.resolve("logs").resolve(contender.peer.name() + "-" + what + ".txt");
    }

    private void build(Contender contender, boolean isForced) throws IOException, InterruptedException {
        Path folder = contender.request.cache();
        Optional<Built> known = isForced ? Optional.empty() : indices.find(contender.peer, folder);
        if (known.isEmpty()) {
            say("building " + contender.peer.name());
            IndexCache.clear(folder);
            DriverReply reply =
                    PeerProcess.run(contender.command, "build", contender.request, logFile(contender, "build"));
            known = reply.built();
            indices.put(
                    contender.peer,
                    folder,
                    known.orElseThrow(() -> new IOException(contender.peer.name() + " did not say what it built")));
        }
        contender.built = known;
    }

    /// @throws GateClosedException if the truth is not true, or a peer does not find it
    private void openGate(List<Contender> contenders, int gateQueries) throws IOException, InterruptedException {
        say("gate: the truth of " + TRUTH_QUERIES + " queries by comparing all rows");
        List<Integer> untrue = truth.wrongInFile(TRUTH_QUERIES, template.k());
        if (!untrue.isEmpty()) {
            throw new GateClosedException("gate closed: truth.ivecs does not name the nearest " + template.k()
                    + " rows of queries " + untrue);
        }
        for (Contender contender : contenders) {
            String setting = contender.peer.exhaustive(truth.rows(), template.partitions(), template.k());
            int count = Math.min(gateQueries, truth.queries());
            Path answers = answers(contender, "gate");
            DriverRequest request =
                    contender.request.once(count).withSettings(List.of(setting)).withAnswers(answers);
            say("gate: " + contender.peer.name() + " at " + setting);
            PeerProcess.run(contender.command, "measure", request, logFile(contender, "gate"));
            Path file = DriverRequest.answersFile(answers, setting);
            List<Integer> wrong = truth.wrong(file, template.k());
            double recall = truth.recall(file, template.k());
            boolean isGraph = contender.peer.search() == Peer.Search.GRAPH;
            if (isGraph ? recall < GRAPH_GATE : !wrong.isEmpty()) {
                throw new GateClosedException(String.format(
                        Locale.ROOT,
                        "gate closed: %s at %s does not find the exact neighbours of queries %s (recall %.4f)",
                        contender.peer.name(),
                        setting,
                        wrong,
                        recall));
            }
            contender.gate = wrong.isEmpty()
                    ? "exact at " + setting + " for " + count + " queries"
                    : String.format(
                            Locale.ROOT,
                            "recall %.4f at %s for %d queries (a graph; queries %s differ)",
                            recall,
                            setting,
                            count,
                            wrong);
        }
    }

    private Path answers(Contender contender, String what) throws IOException {
        return Files.createDirectories(
                work.resolve("answers").resolve(contender.peer.name()).resolve(what));
    }

    private void measure(Contender contender, int round) throws IOException, InterruptedException {
        say("round " + round + ": " + contender.peer.name());
        Path answers = answers(contender, "sweep");
        DriverReply reply = PeerProcess.run(
                contender.command,
                "measure",
                contender.request.withAnswers(answers),
                logFile(contender, "round-" + round));
        List<Curve.Point> points = new ArrayList<>();
        for (DriverReply.Point point : reply.points()) {
            double recall = truth.recall(DriverRequest.answersFile(answers, point.setting()), template.k());
            points.add(new Curve.Point(
                    point.setting(), recall, point.cpuRate(), point.wallRate(), point.p50Micros(), point.p99Micros()));
        }
        if (points.size() != contender.request.settings().size()) {
            throw new IOException(contender.peer.name() + " measured " + points.size() + " of "
                    + contender.request.settings().size() + " settings");
        }
        contender.rounds.add(new Curve(points));
        reply.memory().ifPresent(contender.memory::add);
        contender.note = String.join("; ", reply.notes());
    }
}
