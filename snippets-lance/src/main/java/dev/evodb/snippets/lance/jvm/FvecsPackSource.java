package dev.evodb.snippets.lance.jvm;

import dev.evodb.ann.source.FvecsFile;
import dev.evodb.ann.source.VectorBlock;
import dev.evodb.ann.source.VectorBlocks;
import dev.evodb.column.Validity;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of an `.fvecs` file. Row ids are row numbers; there is no payload.
public final class FvecsPackSource implements PackSource {
    private static final int BATCH_ROWS = 1024;

    private final FvecsFile file;

    private FvecsPackSource(FvecsFile file) {
        this.file = file;
    }

    /// @throws CorruptFileException as [FvecsFile#open]
    /// @throws LimitExceededException if there are more rows than a pack can have
    public static FvecsPackSource open(Path path) throws IOException {
        FvecsFile file = FvecsFile.open(path);
        if (file.rows() > Integer.MAX_VALUE) {
            throw new LimitExceededException(
                    "rows of a pack", Integer.MAX_VALUE, file.rows(), Location.of(String.valueOf(path.getFileName())));
        }
        return new FvecsPackSource(file);
    }

    @Override
    public int dims() {
        return file.dims();
    }

    public int rows() {
        return (int) file.rows();
    }

    @Override
    public List<String> payloadColumns() {
        return List.of();
    }

    @Override
    public void forEachBatch(BatchSink sink) throws IOException {
        VectorBlock block = new VectorBlock(BATCH_ROWS, file.dims());
        try (VectorBlocks blocks = file.open()) {
            while (blocks.read(block)) {
                int count = block.rows();
                sink.accept(new Batch(
                        Arrays.copyOf(block.rowIds(), count),
                        Arrays.copyOf(block.values(), count * file.dims()),
                        Validity.allValid(count),
                        new @Nullable String[0][]));
            }
        }
    }
}
