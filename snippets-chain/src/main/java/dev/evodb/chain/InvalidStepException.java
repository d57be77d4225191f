package dev.evodb.chain;

/// A step whose parts do not fit together.
public final class InvalidStepException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final String problem;

    InvalidStepException(StepId step, String problem) {
        super("step " + step + ": " + problem);
        this.problem = problem;
    }

    /// The message without the name of the step.
    public String problem() {
        return problem;
    }
}
