package dev.evodb.chain.run;

import org.jspecify.annotations.Nullable;

/// Makes one output of those of the branches of a fan-out, in the order of the branches; one of these for
/// each run.
abstract class Gather<V> {
    /// Takes the output of `branch`, once. Empty if this combiner can combine it, else why not: the branch
    /// has failed then.
    abstract String accept(int branch, V output);

    /// The output of all branches that were accepted, at least one; null if they do not fit together. It
    /// stands for `asked` shards, of which `answered` did.
    abstract @Nullable V combine(int asked, int answered);

    /// Why the outputs do not fit together.
    String problem() {
        return "";
    }
}
