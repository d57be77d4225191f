package dev.evodb.lance.verify;

import dev.evodb.lance.OpenOptions;
import java.util.List;

/// What to verify: every version that `open` leads to, or the one that it names. `indexChecks` look into
/// indices; the first one that is for a segment gets it.
public record VerifyOptions(OpenOptions open, List<IndexCheck> indexChecks, VerifyProgress progress) {
    /// All versions, without looking into the structure of indices.
    public static final VerifyOptions DEFAULT = new VerifyOptions(OpenOptions.DEFAULT, List.of(), VerifyProgress.NONE);

    public VerifyOptions {
        indexChecks = List.copyOf(indexChecks);
    }

    public VerifyOptions withOpen(OpenOptions newOpen) {
        return new VerifyOptions(newOpen, indexChecks, progress);
    }

    public VerifyOptions withIndexChecks(List<IndexCheck> newChecks) {
        return new VerifyOptions(open, newChecks, progress);
    }

    public VerifyOptions withProgress(VerifyProgress newProgress) {
        return new VerifyOptions(open, indexChecks, newProgress);
    }
}
