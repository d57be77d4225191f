package dev.evodb.chain.run;

import dev.evodb.chain.Digits;

/// Why a step has no output. Of a call `url` is whom it was for, `status` the last response's (0 if there
/// was none) and `attempts` how many requests were sent; of other steps these are empty and 0. `causes`
/// are the failures of the branches, in their order. `problem` says what was found and what is allowed.
public record Failure(
        FailureKind kind, String step, String url, int status, int attempts, String problem, Failure[] causes) {
    /// Of a step that is no call.
    static Failure of(FailureKind kind, String step, String problem) {
        return new Failure(kind, step, "", 0, 0, problem, new Failure[0]);
    }

    /// Of a call.
    static Failure ofCall(String step, String url, int attempts, Problem problem) {
        String found = problem.text();
        if (problem.kind() == FailureKind.STATUS) {
            found = "failed with status " + Digits.text(problem.status()) + ": " + found;
        } else if (problem.kind() == FailureKind.NETWORK) {
            found = "could not be reached: " + found;
        }
        return new Failure(problem.kind(), step, url, problem.status(), attempts, found, new Failure[0]);
    }

    /// Of a fan-out in which too few branches answered; `causes` has at least one. Its kind is that of
    /// the time if some branch had too little.
    static Failure ofQuorum(String step, int branches, int quorum, Failure[] causes) {
        String others = causes.length == 1 ? "" : " (and " + Digits.text(causes.length - 1) + " more)";
        FailureKind kind = FailureKind.QUORUM;
        for (Failure cause : causes) {
            kind = cause.kind == FailureKind.DEADLINE ? FailureKind.DEADLINE : kind;
        }
        String problem = Digits.text(causes.length) + " of " + Digits.text(branches) + " branches failed, "
                + Digits.text(quorum) + " must answer: " + causes[0].message() + others;
        return new Failure(kind, step, "", 0, 0, problem, causes);
    }

    /// Names the step.
    public String message() {
        if (url.isEmpty()) {
            return "step " + step + ": " + problem;
        }
        return "step " + step + ": " + url + " " + problem
                + (attempts > 1 ? ", after " + Digits.text(attempts) + " attempts" : "");
    }
}
