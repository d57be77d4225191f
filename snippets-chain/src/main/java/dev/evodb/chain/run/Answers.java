package dev.evodb.chain.run;

import org.jspecify.annotations.Nullable;

/// The answers that coordinators give each other and their clients: every one says of how many shards it
/// is.
///
/// Ranked hits have a member `shards`; any other output is wrapped as
/// `{"output":…,"shards":{"asked":4,"answered":3}}`. Which of both a step answers is a matter of its
/// kind, never of the request.
public final class Answers {
    private static final String OUTPUT = "output";
    private static final String SHARDS = "shards";

    private Answers() {}

    /// The body that a coordinator answers with.
    public static <V> V body(Values<V> values, Program program, Output<V> output) {
        if (program.isRanked()) {
            return output.value();
        }
        V body = values.object();
        values.put(body, OUTPUT, output.value());
        putShards(values, body, output.asked(), output.answered());
        return body;
    }

    /// The body of the response of a coordinator whose run failed; its status is [FailureKind#status()].
    public static <V> V body(Values<V> values, Failure failure) {
        V body = values.object();
        values.put(body, "error", values.of(failure.message()));
        values.put(body, "kind", values.of(failure.kind().text()));
        values.put(body, "step", values.of(failure.step()));
        V failed = values.list();
        addCalls(values, failed, failure);
        if (values.size(failed) > 0) {
            values.put(body, "failed", failed);
        }
        return body;
    }

    static <V> void putShards(Values<V> values, V body, int asked, int answered) {
        V shards = values.object();
        values.put(shards, "asked", values.of(asked));
        values.put(shards, "answered", values.of(answered));
        values.put(body, SHARDS, shards);
    }

    /// What a called snippet said; null if that does not have the form that a coordinator answers in.
    static <V> @Nullable Output<V> read(Values<V> values, int form, V body) {
        V shards = values.member(body, SHARDS);
        int asked = count(values, shards, "asked");
        int answered = count(values, shards, "answered");
        boolean isCounted = 0 <= answered && answered <= asked;
        V value = form == Program.WRAPPED ? values.member(body, OUTPUT) : body;
        if (value == null || (!isCounted && form != Program.PLAIN)) {
            return null;
        }
        // A leaf may be a router that this chain does not know as one.
        return isCounted ? new Output<>(value, asked, answered) : new Output<>(value, 1, 1);
    }

    /// Why a body was not read.
    static <V> String problem(Values<V> values, int form, V body) {
        boolean lacksOutput = form == Program.WRAPPED && values.member(body, OUTPUT) == null;
        return lacksOutput && values.member(body, SHARDS) != null
                ? "answer has no member \"output\""
                : "answer does not say how many shards answered";
    }

    private static <V> int count(Values<V> values, @Nullable V shards, String name) {
        V count = shards == null ? null : values.member(shards, name);
        double number = count == null ? -1 : values.number(count);
        return number == (int) number ? (int) number : -1;
    }

    private static <V> void addCalls(Values<V> values, V list, Failure failure) {
        for (Failure cause : failure.causes()) {
            addCalls(values, list, cause);
        }
        if (!failure.url().isEmpty()) {
            V call = values.object();
            values.put(call, "step", values.of(failure.step()));
            values.put(call, "url", values.of(failure.url()));
            values.put(call, "kind", values.of(failure.kind().text()));
            values.put(call, "status", values.of(failure.status()));
            values.put(call, "attempts", values.of(failure.attempts()));
            values.put(call, "error", values.of(failure.problem()));
            values.add(list, call);
        }
    }
}
