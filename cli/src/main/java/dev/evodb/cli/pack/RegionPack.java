package dev.evodb.cli.pack;

import dev.evodb.column.Validity;
import dev.evodb.snippets.lance.jvm.PackMeasurement;
import dev.evodb.snippets.lance.jvm.PackProgress;
import dev.evodb.snippets.lance.jvm.PackResult;
import dev.evodb.snippets.lance.jvm.PackSource;
import dev.evodb.snippets.lance.jvm.PackSpec;
import dev.evodb.snippets.lance.jvm.PackWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// A source as one pack a region, each with a design of its own.
public final class RegionPack {
    private static final int ID_BYTES = 8;

    private RegionPack() {}

    /// Writes region `i` of `source` as the pack `directory/shard-i`, with `…/shard-i/pack.bin` as its
    /// URL.
    ///
    /// Of the result, the parameters are those of the first pack, and what was measured is the mean of
    /// all, weighted by their rows: each was measured within its region.
    public static PackResult write(
            PackSource source, Regions regions, PackSpec spec, Path directory, PackProgress progress)
            throws IOException {
        List<PackResult> packs = new ArrayList<>();
        for (int region = 0; region < regions.count(); region++) {
            String name = "shard-" + region;
            int slash = spec.url().lastIndexOf('/');
            String url = spec.url().substring(0, slash + 1) + name + spec.url().substring(Math.max(0, slash));
            packs.add(PackWriter.write(
                    new OneRegion(source, regions, region),
                    spec.toBuilder().shards(1).url(url).build(),
                    directory.resolve(name),
                    progress));
        }
        return together(packs);
    }

    private static PackResult together(List<PackResult> packs) throws IOException {
        PackMeasurement first = packs.getFirst().measurement();
        PackMeasurement mean = new PackMeasurement(
                packs.stream().mapToInt(pack -> pack.measurement().sampleRows()).sum(),
                first.k(),
                first.target(),
                mean(packs, PackMeasurement::recall),
                mean(packs, PackMeasurement::coverage),
                mean(packs, PackMeasurement::reducedRecall),
                (long) mean(packs, PackMeasurement::queryBytes),
                (long) mean(packs, PackMeasurement::meanQueryBytes));
        return new PackResult(
                packs.getFirst().parameters(),
                mean,
                id(packs),
                packs.stream().mapToInt(PackResult::rows).sum(),
                packs.stream().mapToInt(PackResult::skippedRows).sum(),
                packs.stream().flatMap(pack -> pack.objects().stream()).toList());
    }

    private static double mean(List<PackResult> packs, ToDoubleFunction<PackMeasurement> figure) {
        double sum = 0;
        long rows = 0;
        for (PackResult pack : packs) {
            sum += pack.rows() * figure.applyAsDouble(pack.measurement());
            rows += pack.rows();
        }
        return sum / rows;
    }

    /// Of all packs together: changes with each of theirs.
    private static String id(List<PackResult> packs) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            packs.forEach(pack -> digest.update(pack.packId().getBytes(StandardCharsets.US_ASCII)));
            return HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// The rows of one region, in the order of the source. Rows without a vector are in the first one,
    /// where they are counted.
    private record OneRegion(PackSource source, Regions regions, int region) implements PackSource {
        @Override
        public int dims() {
            return source.dims();
        }

        @Override
        public List<String> payloadColumns() {
            return source.payloadColumns();
        }

        @Override
        public void forEachBatch(BatchSink sink) throws IOException {
            int[] position = {0};
            source.forEachBatch(batch -> {
                int from = position[0];
                position[0] += batch.rows();
                Batch own = own(batch, from);
                if (own.rows() > 0) {
                    sink.accept(own);
                }
            });
        }

        private Batch own(Batch batch, int from) {
            int dims = source.dims();
            int count = 0;
            int[] chosen = new int[batch.rows()];
            for (int i = 0; i < chosen.length; i++) {
                if (Math.max(0, regions.regionOf(from + i)) == region) {
                    chosen[count++] = i;
                }
            }
            long[] rowIds = new long[count];
            float[] vectors = new float[count * dims];
            byte[] valid = new byte[(count + 7) >>> 3];
            @Nullable String[][] payload = new @Nullable String[batch.payload().length][count];
            for (int i = 0; i < count; i++) {
                rowIds[i] = batch.rowIds()[chosen[i]];
                System.arraycopy(batch.vectors(), chosen[i] * dims, vectors, i * dims, dims);
                if (batch.validity().isValid(chosen[i])) {
                    valid[i >>> 3] |= (byte) (1 << (i & 7));
                }
                for (int c = 0; c < payload.length; c++) {
                    payload[c][i] = batch.payload()[c][chosen[i]];
                }
            }
            return new Batch(rowIds, vectors, Validity.ofBits(valid, count), payload);
        }
    }
}
