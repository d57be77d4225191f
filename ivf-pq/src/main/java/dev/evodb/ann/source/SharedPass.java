package dev.evodb.ann.source;

import dev.evodb.ann.parallel.Workers;
import java.io.IOException;

/// One pass whose blocks are worked on by all threads: each takes the next block under a lock, then works
/// on it alone.
final class SharedPass {
    private SharedPass() {}

    static void run(VectorSource source, Workers workers, int blockRows, VectorSource.BlockTask task)
            throws IOException {
        try (VectorBlocks blocks = source.open()) {
            workers.run(workers.threads(), _ -> {
                VectorBlock block = new VectorBlock(Math.clamp(source.rows(), 1, blockRows), source.dims());
                while (next(blocks, block)) {
                    workers.checkGoesOn();
                    task.run(block);
                }
            });
        }
    }

    private static boolean next(VectorBlocks blocks, VectorBlock block) throws IOException {
        synchronized (blocks) {
            return blocks.read(block);
        }
    }
}
