package dev.evodb.api.engine;

import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.manifest.DataFile;
import dev.evodb.lance.manifest.DataFragment;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/// How the rows of a table lie in its fragments. `lengths` are the rows of each that are not deleted,
/// ascending; `bytes` those of the data files whose size the manifest knows.
public record FragmentSummary(long[] lengths, long rows, long deletedRows, long bytes) {
    /// Fragments of fewer rows are worth a compaction.
    private static final long SMALL_ROWS = 100_000;

    private static final int ALL_PERCENT = 100;

    /// What the manifest of `table` tells; old tables are asked for their rows.
    public static FragmentSummary of(LanceDataset table) throws IOException {
        List<DataFragment> fragments = table.manifest().fragments();
        long[] lengths = new long[fragments.size()];
        long rows = 0;
        long deleted = 0;
        long bytes = 0;
        for (int i = 0; i < lengths.length; i++) {
            DataFragment fragment = fragments.get(i);
            lengths[i] = table.countRows(fragment);
            rows += lengths[i];
            deleted += Math.max(0, fragment.physicalRows() - lengths[i]);
            for (DataFile file : fragment.files()) {
                bytes += file.sizeBytes().orElse(0);
            }
        }
        Arrays.sort(lengths);
        return new FragmentSummary(lengths, rows, deleted, bytes);
    }

    public int count() {
        return lengths.length;
    }

    public long small() {
        return Arrays.stream(lengths).filter(length -> length < SMALL_ROWS).count();
    }

    /// The length below which `percent` of the fragments are; 0 without fragments.
    public long length(int percent) {
        return lengths.length == 0 ? 0 : lengths[(int) ((lengths.length - 1L) * percent / ALL_PERCENT)];
    }

    /// 0 without fragments.
    public long meanLength() {
        return lengths.length == 0 ? 0 : rows / lengths.length;
    }
}
