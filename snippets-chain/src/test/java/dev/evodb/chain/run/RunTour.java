package dev.evodb.chain.run;

import org.teavm.jso.JSExport;

/// Runs programs under events that a generator makes up, and tells every action. Runs on the JVM and as
/// JavaScript.
public final class RunTour {
    private RunTour() {}

    /// `program` is words, texts and centroids, separated by `|`, their items by blanks; no blank or bar
    /// is in a text. Of `kind` are the inputs and answers.
    @JSExport
    public static String tour(String program, String kind, int seeds) {
        String[] parts = parts(program, '|');
        String[] numbers = parts(parts[0], ' ');
        int[] words = new int[numbers.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = Integer.parseInt(numbers[i]);
        }
        float[][] centroids = {{0, 0, 3, 3, 5, 0}};
        Program parsed = new Program(words, parts(parts[1], ' '), centroids);
        StringBuilder log = new StringBuilder(parsed.id());
        log.append(parsed.isRanked()).append(parsed.calls()).append(parsed.deadlineMillis());
        log.append(parsed.words().length - parsed.texts().length - parsed.centroids().length);
        for (int seed = 1; seed <= seeds; seed++) {
            new Session(parsed, kind, seed, log).go();
        }
        log.append(Deadline.read("123")).append(Deadline.read("")).append(Deadline.read("1s"));
        log.append(Deadline.refusal("1s"));
        return log.toString();
    }

    private static String[] parts(String text, char separator) {
        int count = 1;
        for (int i = 0; i < text.length(); i++) {
            count += text.charAt(i) == separator ? 1 : 0;
        }
        String[] parts = new String[count];
        int from = 0;
        for (int i = 0; i < count; i++) {
            int to = text.indexOf(separator, from);
            parts[i] = text.substring(from, to < 0 ? text.length() : to);
            from = to + 1;
        }
        return parts;
    }

    /// One run; everything that was sent ends in some way, or time does.
    private static final class Session implements Actions<TourValue> {
        private final TourValues values = new TourValues();
        private final StringBuilder log;
        private final String kind;
        private final Run<TourValue> run;
        private final Program program;
        private int state;
        private int sent;

        Session(Program program, String kind, int seed, StringBuilder log) {
            this.program = program;
            this.kind = kind;
            this.log = log;
            state = seed * 7919;
            String hops = seed % 16 == 0 ? "r.example" : "a.example";
            Parameters query = name -> name.equals("filter") && seed % 2 == 0 ? "common" : Parameters.NONE.get(name);
            run = new Run<>(
                    program,
                    new AllKinds<>(),
                    values,
                    new Arrival("r.example", hops, 4, seed % 3 == 0 ? 60 : 0, query),
                    this);
        }

        void go() {
            log.append('\n');
            run.start(input());
            int time = 0;
            for (int i = 0; i < 200 && !run.isFinished(); i++) {
                time += next(6);
                int attempt = next(sent + 1);
                switch (next(8)) {
                    case 0 -> run.failed(time, attempt, Problem.status(503, "busy"));
                    case 1 -> run.failed(time, attempt, Problem.status(next(2) == 0 ? 409 : 404, ""));
                    case 2 -> run.failed(time, attempt, next(2) == 0 ? Problem.network("") : Problem.brokenBody(""));
                    case 3 -> run.elapsed(time);
                    default -> run.answered(time, attempt, answer());
                }
            }
            run.cancel();
            log.append(run.subrequests()).append('/').append(run.extraRequests());
        }

        @Override
        public void send(Attempt<TourValue> attempt) {
            sent = attempt.id() + 1;
            log.append(" s").append(attempt.id()).append(attempt.step()).append(attempt.url());
            log.append(attempt.input()).append(attempt.number()).append(' ').append(attempt.timeLeft());
            log.append(attempt.hops());
        }

        @Override
        public void cancel(int attempt) {
            log.append(" c").append(attempt);
        }

        @Override
        public void wakeAt(int millis) {
            log.append(" w").append(millis == Run.NEVER ? -1 : millis);
        }

        @Override
        public void finished(Output<TourValue> output) {
            log.append(' ').append(output.isPartial()).append(Answers.body(values, program, output));
        }

        @Override
        public void finished(Failure failure) {
            log.append(' ').append(failure.kind().status()).append(Answers.body(values, failure));
        }

        private TourValue input() {
            TourValue list = values.list();
            int items = kind.equals("vector") ? 2 : next(9);
            for (int i = 0; i < items; i++) {
                TourValue item = values.object();
                values.put(
                        item, "word", next(2) == 0 ? values.of(next(99) - 50) : values.of("w" + (char) next(65_000)));
                values.add(list, kind.equals("vector") ? values.of(next(6)) : item);
            }
            return list;
        }

        private TourValue answer() {
            if (next(16) == 0) {
                return values.of("nonsense");
            }
            if (kind.equals("list")) {
                return input();
            }
            if (kind.equals("words")) {
                TourValue counts = values.object();
                values.put(counts, "w" + next(3), values.of(next(5)));
                return counts;
            }
            TourValue hits = values.list();
            double distance = 0;
            for (int i = next(5); i > 0; i--) {
                TourValue hit = values.object();
                distance += next(3);
                values.put(hit, "rowId", values.of(next(9)));
                values.put(hit, "distance", values.of(distance));
                values.add(hits, hit);
            }
            TourValue answer = values.object();
            values.put(answer, "hits", hits);
            values.put(answer, "rows", values.of(next(50)));
            values.put(answer, "nprobes", values.of(1));
            values.put(answer, "truncated", values.of(next(2) == 0));
            return answer;
        }

        private int next(int bound) {
            state = state * 1_103_515_245 + 12_345;
            return (state >>> 8 & 0x7FFFFF) % bound;
        }
    }
}
