package dev.evodb.chain.run;

import dev.evodb.chain.ShardFailedException;

/// Makes one output of those of the branches of a fan-out, in the order of the branches; one of these for
/// each run.
abstract class Gather<V> {
    /// Takes the output of `branch`, once.
    ///
    /// @throws ShardFailedException if it is not what this combiner combines; the branch has failed then
    abstract void accept(int branch, V output);

    /// The output of all branches that were accepted, at least one. It stands for `asked` shards, of
    /// which `answered` did.
    ///
    /// @throws ShardFailedException if the outputs do not fit together
    abstract V combine(int asked, int answered);
}
