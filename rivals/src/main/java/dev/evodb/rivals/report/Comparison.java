package dev.evodb.rivals.report;

import dev.evodb.rivals.driver.DriverReply.Built;
import dev.evodb.rivals.driver.DriverReply.Memory;
import dev.evodb.rivals.judge.Curve;
import dev.evodb.rivals.judge.Spread;
import dev.evodb.rivals.judge.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// All that one run found. `missing` are lines about peers that are not installed; `scaling` lines about
/// batches and threads.
public record Comparison(
        String set, String conditions, int k, List<Result> results, List<String> missing, List<String> scaling) {
    /// Recalls that a report has columns for.
    public static final List<Double> RECALLS = List.of(0.90, 0.95, 0.99);

    public Comparison {
        results = List.copyOf(results);
        missing = List.copyOf(missing);
        scaling = List.copyOf(scaling);
    }

    /// One peer: a curve a round; `gate` says what its exhaustive search gave.
    public record Result(
            String peer,
            boolean isOurs,
            String note,
            String gate,
            List<Curve> rounds,
            Optional<Built> built,
            List<Memory> memory) {
        public Result {
            rounds = List.copyOf(rounds);
            memory = List.copyOf(memory);
        }

        /// The rates of the rounds at a recall.
        public List<OptionalDouble> ratesAt(double recall) {
            return rounds.stream().map(round -> round.rateAt(recall)).toList();
        }

        public Spread rate(double recall) {
            return Spread.of(ratesAt(recall));
        }

        /// Whether rates at this recall are lower bounds, the first setting having more.
        public boolean isLowerBound(double recall) {
            return rounds.stream().anyMatch(round -> round.startsAbove(recall));
        }

        /// Each setting with the medians of the rounds, in the order of the sweep.
        public Curve median() {
            List<Curve.Point> points = new ArrayList<>();
            for (Curve.Point point : rounds.getFirst().points()) {
                List<Curve.Point> same = rounds.stream()
                        .flatMap(round -> round.points().stream())
                        .filter(other -> other.setting().equals(point.setting()))
                        .toList();
                points.add(new Curve.Point(
                        point.setting(),
                        median(same.stream().mapToDouble(Curve.Point::recall).toArray()),
                        median(same.stream().mapToDouble(Curve.Point::rate).toArray()),
                        median(same.stream().mapToDouble(Curve.Point::wallRate).toArray()),
                        median(same.stream().mapToDouble(Curve.Point::p50Micros).toArray()),
                        median(same.stream().mapToDouble(Curve.Point::p99Micros).toArray())));
            }
            return new Curve(points);
        }

        private static double median(double... values) {
            return Spread.of(values).median();
        }

        public Spread residentMegabytes() {
            return Spread.of(
                    memory.stream().mapToDouble(Memory::residentMegabytes).toArray());
        }

        public Spread bytesPerVector() {
            return Spread.of(memory.stream().mapToDouble(Memory::bytesPerVector).toArray());
        }
    }

    /// Our peers against every rival at one recall.
    public List<Verdict> verdicts(double recall) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Result ours : results) {
            for (Result rival : results) {
                if (ours.isOurs() && !rival.isOurs()) {
                    verdicts.add(
                            Verdict.of(ours.peer(), ours.ratesAt(recall), rival.peer(), rival.ratesAt(recall), recall));
                }
            }
        }
        return verdicts;
    }
}
