package dev.evodb.chain.jvm.plan;

import dev.evodb.chain.StepId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/// The invocations, one after the other, that decide how long a run of the chain takes if nothing is
/// retried. A coordinator stands before those that it waits for.
///
/// `micros` is their wall time together; empty unless every invocation that could be on the path states
/// its own, and then the path is that of most invocations.
public record CriticalPath(List<StepId> steps, OptionalLong micros) {
    static final CriticalPath NONE = new CriticalPath(List.of(), OptionalLong.of(0));

    public CriticalPath {
        steps = List.copyOf(steps);
    }

    /// This path, and `next` when it is done.
    CriticalPath then(CriticalPath next) {
        List<StepId> both = new ArrayList<>(steps);
        both.addAll(next.steps);
        return new CriticalPath(
                both,
                micros.isPresent() && next.micros.isPresent()
                        ? OptionalLong.of(micros.getAsLong() + next.micros.getAsLong())
                        : OptionalLong.empty());
    }

    /// The longest way through the `called` longest of `paths`, taken in their order by `lanes` at a
    /// time: the next one starts when a lane is free. If the time of one is unknown, so is that of the
    /// result.
    static CriticalPath through(List<CriticalPath> paths, int called, int lanes) {
        boolean isTimed = paths.stream().allMatch(path -> path.micros.isPresent());
        List<CriticalPath> chosen = longest(paths, called, isTimed);
        CriticalPath[] ends = new CriticalPath[Math.min(lanes, chosen.size())];
        Arrays.fill(ends, NONE);
        for (CriticalPath path : chosen) {
            int free = 0;
            for (int lane = 1; lane < ends.length; lane++) {
                if (ends[lane].weight(isTimed) < ends[free].weight(isTimed)) {
                    free = lane;
                }
            }
            ends[free] = ends[free].then(path);
        }
        CriticalPath last = ends[0];
        for (CriticalPath end : ends) {
            last = end.weight(isTimed) > last.weight(isTimed) ? end : last;
        }
        return isTimed ? last : new CriticalPath(last.steps, OptionalLong.empty());
    }

    private static List<CriticalPath> longest(List<CriticalPath> paths, int most, boolean isTimed) {
        return IntStream.range(0, paths.size())
                .boxed()
                .sorted(Comparator.comparingLong(i -> -paths.get(i).weight(isTimed)))
                .limit(most)
                .sorted()
                .map(paths::get)
                .toList();
    }

    /// Its time if the times of all are known, else its length.
    private long weight(boolean isTimed) {
        return isTimed ? micros.orElse(0) : steps.size();
    }
}
