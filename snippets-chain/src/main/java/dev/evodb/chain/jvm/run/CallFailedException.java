package dev.evodb.chain.jvm.run;

import dev.evodb.chain.run.FailureKind;
import dev.evodb.chain.run.Problem;
import java.io.IOException;

/// A snippet gave no usable answer to one request. The policies of its step decide what becomes of it.
public final class CallFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // A constant; nobody writes these exceptions down.
    private final FailureKind kind;

    private final int status;
    private final String text;

    public CallFailedException(Problem problem) {
        super(problem.text());
        kind = problem.kind();
        status = problem.status();
        text = problem.text();
    }

    /// The snippet answered with another status than 200.
    public static CallFailedException status(int status, String text) {
        return new CallFailedException(Problem.status(status, text));
    }

    /// Its answer is not one JSON text, perhaps because it was cut.
    static CallFailedException brokenBody(String text) {
        return new CallFailedException(Problem.brokenBody("answer is no JSON: " + text));
    }

    public Problem problem() {
        return new Problem(kind, status, text);
    }
}
