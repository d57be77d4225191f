package dev.evodb.ann.source;

import dev.evodb.ann.parallel.Workers;
import java.io.IOException;

/// Rows of vectors that can be read several times, always the same and in the same order. Every value is
/// finite. Thread-safe; what lies behind it is borrowed and has to stay open and unchanged.
public interface VectorSource {
    int dims();

    /// How many rows a pass has, exactly.
    long rows();

    /// Begins a pass.
    VectorBlocks open() throws IOException;

    /// Some `min(count, rows)` different rows, `(n, dims)` row-major, in the order of the source; given
    /// away. Which ones depends on [#rows], `count` and `seed` alone.
    ///
    /// @throws IllegalArgumentException if `count` is not positive, or the sample has more values
    ///     than an array
    default float[] sample(int count, long seed) throws IOException {
        return Sampling.sample(this, count, seed);
    }

    /// What is done with one block; called by several threads, each with a block of its own.
    interface BlockTask {
        void run(VectorBlock block) throws IOException;
    }

    /// Reads all rows in blocks of `blockRows` and hands them to `task` on all threads, in any order;
    /// blocks are cut at multiples of `blockRows`, whoever works.
    ///
    /// @throws IllegalStateException if the pass has other than [#rows] rows
    default void forEachBlock(Workers workers, int blockRows, BlockTask task) throws IOException {
        SharedPass.run(this, workers, blockRows, task);
    }
}
