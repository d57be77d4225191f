package dev.evodb.cli.edge;

import dev.evodb.chain.jvm.plan.Budget;
import dev.evodb.chain.jvm.plan.Budgets;
import dev.evodb.sim.limit.Profile;
import java.util.List;

/// The simulator's profiles as budgets of a plan.
public final class ProfileBudgets {
    private static final List<Profile> NAMED =
            List.of(Profile.EVODB, Profile.PRO, Profile.BUSINESS, Profile.ENTERPRISE);

    private ProfileBudgets() {}

    /// What one invocation may use under `profile`.
    public static Budget budget(Profile profile) {
        return new Budget(
                profile.name(),
                profile.cpuMicros(),
                profile.memoryBytes(),
                profile.subrequests(),
                profile.packageBytes());
    }

    /// `standard` for snippets that name no profile, and all profiles for those that name one.
    public static Budgets budgets(Profile standard) {
        return new Budgets(
                budget(standard), NAMED.stream().map(ProfileBudgets::budget).toList());
    }
}
