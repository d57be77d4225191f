package dev.evodb.chain.jvm.run;

import dev.evodb.chain.StepId;
import java.util.Map;

/// The centroids of the steps that partition by them: `byStep` has for each a row of `(dims)` for each of
/// its branches, in their order. The rows are borrowed and must not change.
public record Centroids(Map<StepId, float[][]> byStep) {
    /// For chains that need none.
    public static final Centroids NONE = new Centroids(Map.of());

    public Centroids {
        byStep = Map.copyOf(byStep);
    }

    /// Those of `step`, one behind the other.
    ///
    /// @throws IllegalArgumentException if there are not `branches`, all with as many dims and finite
    float[] flat(StepId step, int branches) {
        float[][] rows = byStep.get(step);
        if (rows == null) {
            throw new IllegalArgumentException("step " + step + ": partitions by centroids, but has none");
        }
        if (rows.length != branches) {
            throw new IllegalArgumentException(
                    "step " + step + ": has " + rows.length + " centroids for " + branches + " branches");
        }
        int dims = rows[0].length;
        float[] flat = new float[branches * dims];
        for (int b = 0; b < branches; b++) {
            if (rows[b].length != dims || dims == 0) {
                throw new IllegalArgumentException(
                        "step " + step + ": centroid " + b + " has " + rows[b].length + " dims, the first one " + dims);
            }
            for (int d = 0; d < dims; d++) {
                if (!Float.isFinite(rows[b][d])) {
                    throw new IllegalArgumentException(
                            "step " + step + ": centroid " + b + " has a dim " + d + " that is not finite");
                }
                flat[b * dims + d] = rows[b][d];
            }
        }
        return flat;
    }
}
