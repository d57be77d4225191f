package dev.evodb.chain.jvm.plan;

import dev.evodb.chain.Snippet;
import dev.evodb.chain.StepId;
import java.util.List;

/// The budgets of a chain: `standard` for snippets that name no profile, one of `named` for those that
/// do.
public record Budgets(Budget standard, List<Budget> named) {
    public Budgets {
        named = List.copyOf(named);
    }

    /// One budget, and no profile to name.
    public static Budgets of(Budget standard) {
        return new Budgets(standard, List.of());
    }

    /// For snippets that are not deployed, such as functions of this process; no profile to name.
    public static Budgets unlimited() {
        return of(new Budget("unlimited", Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE));
    }

    /// The budget of an invocation of `step`, which has `snippet`.
    ///
    /// @throws IllegalArgumentException if the snippet names a profile that is not among these
    public Budget of(StepId step, Snippet snippet) {
        if (snippet.profile().isEmpty()) {
            return standard;
        }
        String profile = snippet.profile().get();
        for (Budget budget : named) {
            if (budget.profile().equals(profile)) {
                return budget;
            }
        }
        throw new IllegalArgumentException("step " + step + ": unknown profile " + profile + "; known: "
                + String.join(", ", named.stream().map(Budget::profile).toList()));
    }
}
