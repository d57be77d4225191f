package dev.evodb.chain;

import java.util.List;

/// How a parallel step makes the inputs of its branches of its own input. A closed set; [#kind()] is the
/// name in `docs/format/chain.md`.
public sealed interface Partitioner {
    /// Name in files.
    String kind();

    /// How many of `branches` are called at most.
    default int called(int branches) {
        return branches;
    }

    /// Each branch gets the whole input.
    record Broadcast() implements Partitioner {
        @Override
        public String kind() {
            return "broadcast";
        }
    }

    /// The input is a list, and each branch gets a run of it, in order. `weights` has a number in
    /// `1..=2^20` for each branch: run `i` ends before item `items * (weights[0] + … + weights[i]) /
    /// sum`, rounded down. No weights mean equal ones.
    record Slices(List<Integer> weights) implements Partitioner {
        private static final int MAX_WEIGHT = 1 << 20;

        public Slices {
            weights = List.copyOf(weights);
            for (int weight : weights) {
                if (weight < 1 || weight > MAX_WEIGHT) {
                    throw new IllegalArgumentException("weights must be in 1..=" + MAX_WEIGHT + ", got " + weight);
                }
            }
        }

        @Override
        public String kind() {
            return "slices";
        }
    }

    /// The input is a list of objects; an item goes to branch `fnv1a32(utf8(text of field)) mod
    /// branches`, so that equal values meet. A whole number between -2^53 and 2^53 is hashed by its
    /// decimal digits.
    record ByHash(String field) implements Partitioner {
        public ByHash {
            Condition.requireField(field);
        }

        @Override
        public String kind() {
            return "by-hash";
        }
    }

    /// The input is a vector, and only the `most` branches whose centroids are nearest to it get it,
    /// whole. The module of the step's snippet holds the centroids, in the order of the branches.
    record ByCentroid(int most) implements Partitioner {
        public ByCentroid {
            if (most < 1) {
                throw new IllegalArgumentException("most must be at least 1, got " + most);
            }
        }

        @Override
        public String kind() {
            return "by-centroid";
        }

        @Override
        public int called(int branches) {
            return Math.min(most, branches);
        }
    }
}
