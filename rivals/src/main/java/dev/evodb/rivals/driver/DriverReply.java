package dev.evodb.rivals.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a driver said: the lines of its standard output.
public record DriverReply(List<String> notes, List<Point> points, Optional<Built> built, Optional<Memory> memory) {
    public DriverReply {
        notes = List.copyOf(notes);
        points = List.copyOf(points);
    }

    /// One setting: queries a second of CPU time and of wall time, percentiles of wall time in
    /// microseconds.
    public record Point(String setting, double cpuRate, double wallRate, double p50Micros, double p99Micros) {
        public Point {
            requirePositive(cpuRate);
            requirePositive(wallRate);
        }

        String line() {
            return String.format(
                    Locale.ROOT, "point %s %.3f %.3f %.3f %.3f", setting, cpuRate, wallRate, p50Micros, p99Micros);
        }
    }

    /// The cost of a build: CPU seconds of the whole process, wall seconds, and the most memory it had.
    public record Built(double cpuSeconds, double wallSeconds, double peakMegabytes) {
        /// As a driver says it.
        public String line() {
            return String.format(Locale.ROOT, "built %.3f %.3f %.1f", cpuSeconds, wallSeconds, peakMegabytes);
        }
    }

    /// Resident memory of the searching process, and bytes of the index a row.
    public record Memory(double residentMegabytes, double bytesPerVector) {
        String line() {
            return String.format(Locale.ROOT, "memory %.1f %.1f", residentMegabytes, bytesPerVector);
        }
    }

    private static void requirePositive(double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException("rates must be positive, got " + value);
        }
    }

    /// @throws IllegalArgumentException if a line is none of a driver's
    public static DriverReply parse(List<String> lines) {
        List<String> notes = new ArrayList<>();
        List<Point> points = new ArrayList<>();
        Optional<Built> built = Optional.empty();
        Optional<Memory> memory = Optional.empty();
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            try {
                switch (words[0]) {
                    case "note" -> notes.add(line.substring(Math.min(5, line.length())));
                    case "point" ->
                        points.add(new Point(
                                words[1], number(words[2]), number(words[3]), number(words[4]), number(words[5])));
                    case "built" ->
                        built = Optional.of(new Built(number(words[1]), number(words[2]), number(words[3])));
                    case "memory" -> memory = Optional.of(new Memory(number(words[1]), number(words[2])));
                    default -> throw new IllegalArgumentException("unknown word " + words[0]);
                }
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new IllegalArgumentException("no line of a driver: " + line, e);
            }
        }
        return new DriverReply(notes, points, built, memory);
    }

    private static double number(String word) {
        return Double.parseDouble(word);
    }
}
