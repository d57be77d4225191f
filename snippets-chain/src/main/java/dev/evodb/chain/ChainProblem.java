package dev.evodb.chain;

import java.util.Optional;

/// Why steps are no chain: the step to blame, the reference in it that is wrong if there is one, and what
/// is wrong.
public record ChainProblem(StepId step, Optional<StepId> reference, String text) {
    /// Names the step.
    public String message() {
        return "step " + step + ": " + text;
    }
}
