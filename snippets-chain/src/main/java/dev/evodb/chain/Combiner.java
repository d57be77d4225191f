package dev.evodb.chain;

/// How a parallel step makes one output of those of its branches, taken in the order of the branches and
/// never in that of arrival. A closed set; [#kind()] is the name in `docs/format/chain.md`.
public sealed interface Combiner {
    /// Name in files.
    String kind();

    /// Whether combining combined outputs gives what combining all at once gives: only then may a tree of
    /// steps stand for one.
    boolean isAssociative();

    /// A list of the outputs.
    record Collect() implements Combiner {
        @Override
        public String kind() {
            return "collect";
        }

        @Override
        public boolean isAssociative() {
            return false;
        }
    }

    /// Outputs are lists: their items, one list behind the other.
    record Concatenate() implements Combiner {
        @Override
        public String kind() {
            return "concatenate";
        }

        @Override
        public boolean isAssociative() {
            return true;
        }
    }

    /// Outputs are whole numbers or objects of them: the sum, member by member; a missing member is 0.
    /// Whole only, because sums of fractions depend on the shape of a tree.
    record Sum() implements Combiner {
        @Override
        public String kind() {
            return "sum";
        }

        @Override
        public boolean isAssociative() {
            return true;
        }
    }

    /// Outputs are ranked hits: the best `k` of the request by distance, equal distances by row id, a row
    /// id once. See [GatherMerge].
    record Nearest() implements Combiner {
        @Override
        public String kind() {
            return "nearest";
        }

        @Override
        public boolean isAssociative() {
            return true;
        }
    }

    /// Outputs are ranked hits of different measures: a row's score is the sum of `1 / (rankConstant +
    /// rank)` over the branches that found it, ranks from 1; the best `k` by score, equal scores by row
    /// id. Each is the hit of the first branch that found it, with minus the score as its distance: lower
    /// is nearer, always.
    ///
    /// `rankConstant` is in `1..=10000`. Source: Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion
    /// outperforms Condorcet and individual Rank Learning Methods", SIGIR 2009, which uses 60.
    record ReciprocalRankFusion(int rankConstant) implements Combiner {
        /// The constant of the paper.
        public static final int DEFAULT_RANK_CONSTANT = 60;

        private static final int MAX_RANK_CONSTANT = 10_000;

        public ReciprocalRankFusion {
            if (rankConstant < 1 || rankConstant > MAX_RANK_CONSTANT) {
                throw new IllegalArgumentException(
                        "rankConstant must be in 1..=" + MAX_RANK_CONSTANT + ", got " + rankConstant);
            }
        }

        @Override
        public String kind() {
            return "reciprocal-rank-fusion";
        }

        @Override
        public boolean isAssociative() {
            return false;
        }
    }
}
