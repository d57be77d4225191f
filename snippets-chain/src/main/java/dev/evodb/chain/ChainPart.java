package dev.evodb.chain;

import java.util.ArrayList;
import java.util.List;

/// A step with all that it calls: what [Patterns] put together and what becomes a chain. `steps` has
/// `root` first and each step once. Nothing is checked before [#chain].
public record ChainPart(StepId root, List<Step> steps) {
    public ChainPart {
        steps = List.copyOf(steps);
    }

    /// One step that calls none.
    public static ChainPart of(Step.Invoke step) {
        return new ChainPart(step.id(), List.of(step));
    }

    /// `root` over `parts`. A step that several of them share, equal in all, is there once.
    public static ChainPart over(Step root, List<ChainPart> parts) {
        List<Step> steps = new ArrayList<>();
        steps.add(root);
        for (ChainPart part : parts) {
            for (Step step : part.steps) {
                if (!steps.contains(step)) {
                    steps.add(step);
                }
            }
        }
        return new ChainPart(root.id(), steps);
    }

    /// The chain that enters at `root`.
    ///
    /// @throws IllegalArgumentException if the steps are none, see [Chain#problem]
    public Chain chain(ChainId id) {
        return Chain.of(id, root, steps);
    }
}
