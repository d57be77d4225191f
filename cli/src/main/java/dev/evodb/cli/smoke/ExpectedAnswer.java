package dev.evodb.cli.smoke;

import dev.evodb.chain.GatherMerge;
import dev.evodb.chain.RankedAnswer;
import dev.evodb.snippets.lance.PackHits;
import dev.evodb.snippets.lance.jvm.PackFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// What packs answer when the JVM asks them: the code of the snippet, and for several packs that of the
/// router.
public record ExpectedAnswer(long[] rowIds, double[] distances) {
    /// The `k` nearest of `vector` in the packs below `folders`, with `nprobes` partitions of each.
    ///
    /// @throws IllegalArgumentException if the packs do not take such a query
    public static ExpectedAnswer of(List<Path> folders, float[] vector, int k, int nprobes) throws IOException {
        RankedAnswer[] answers = new RankedAnswer[folders.size()];
        for (int i = 0; i < answers.length; i++) {
            try (PackFile pack = PackFile.open(folders.get(i).resolve("pack.bin"))) {
                answers[i] = ranked("shard " + i, pack.search(vector.clone(), k, nprobes));
            }
        }
        if (answers.length == 1) {
            // As it is: the order among equal distances is the pack's.
            return new ExpectedAnswer(rowIds(answers[0].rowIds()), answers[0].distances());
        }
        GatherMerge.Merged merged = GatherMerge.merge(answers, k);
        double[] rowIds = new double[merged.size()];
        double[] distances = new double[merged.size()];
        for (int i = 0; i < rowIds.length; i++) {
            RankedAnswer answer = answers[merged.shards()[i]];
            rowIds[i] = answer.rowIds()[merged.positions()[i]];
            distances[i] = answer.distances()[merged.positions()[i]];
        }
        return new ExpectedAnswer(rowIds(rowIds), distances);
    }

    private static RankedAnswer ranked(String shard, PackHits hits) {
        double[] distances = new double[hits.size()];
        double[] rowIds = new double[hits.size()];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = hits.distance(i);
            rowIds[i] = hits.rowId(i);
        }
        return new RankedAnswer(shard, distances, rowIds);
    }

    private static long[] rowIds(double[] numbers) {
        long[] rowIds = new long[numbers.length];
        for (int i = 0; i < rowIds.length; i++) {
            rowIds[i] = (long) numbers[i];
        }
        return rowIds;
    }

    public int size() {
        return rowIds.length;
    }
}
