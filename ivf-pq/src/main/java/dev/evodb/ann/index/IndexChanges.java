package dev.evodb.ann.index;

import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.parallel.BuildProgress;
import dev.evodb.ann.parallel.Workers;
import dev.evodb.ann.source.UnitVectors;
import dev.evodb.ann.source.VectorBlock;
import dev.evodb.ann.source.VectorBlocks;
import dev.evodb.ann.source.VectorSource;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Changes of the index in a folder: each writes new files and then names them, so that a crash leaves
/// the state before or the state after.
final class IndexChanges {
    private final IndexFolder files;
    private final KernelSet kernels;

    IndexChanges(Path folder, KernelSet kernels) {
        this.files = new IndexFolder(folder);
        this.kernels = kernels;
    }

    void build(VectorSource source, AnnSpec spec, BuildProgress progress) throws IOException {
        if (source.dims() != spec.dims()) {
            throw new IllegalArgumentException("source has " + source.dims() + " dims, the spec " + spec.dims());
        }
        if (source.rows() < spec.partitions()) {
            throw new IllegalArgumentException(
                    spec.partitions() + " partitions need as many rows, the source has " + source.rows());
        }
        files.change(() -> {
            IndexFolder.State old = files.exists() ? files.read() : new IndexFolder.State(0, 1, List.of(), 0);
            long number = old.nextFile();
            VectorSource rows = spec.metric() == Metric.COSINE ? new UnitVectors(source) : source;
            try (Workers workers = new Workers(spec.threads(), progress);
                    DurableFile file = DurableFile.create(files.segmentPath(number))) {
                if (spec.kind().isGraph()) {
                    GraphWriter.write(spec, rows, kernels, workers, file);
                } else {
                    writeBase(spec, rows, workers, file);
                }
                file.publish();
            }
            files.publish(new IndexFolder.State(old.generation() + 1, number + 1, List.of(number), 0));
        });
    }

    private void writeBase(AnnSpec spec, VectorSource rows, Workers workers, DurableFile file) throws IOException {
        IvfModel model = new ModelTraining(spec, kernels, workers).train(rows);
        SegmentShape shape = new SegmentShape(
                spec.kind(),
                spec.metric(),
                spec.storage(),
                spec.dims(),
                spec.partitions(),
                spec.subvectors(),
                spec.bits(),
                rows.rows(),
                true,
                SegmentFormat.checksum(MemorySegment.ofArray(model.centroids().values())));
        SegmentWriter.write(shape, model, rows, kernels, workers, spec.memoryBytes(), file);
    }

    void append(VectorSource source, int threads, long memoryBytes, BuildProgress progress) throws IOException {
        files.change(() -> {
            IndexFolder.State old = files.read();
            long number = old.nextFile();
            try (AnnIndex index = AnnIndex.open(files, kernels);
                    Workers workers = new Workers(threads, progress);
                    DurableFile file = DurableFile.create(files.segmentPath(number))) {
                if (!(index.opened() instanceof InvertedIndex inverted)) {
                    throw new IllegalArgumentException(
                            "rows cannot be appended to an hnsw index; build it anew with all rows");
                }
                SegmentShape base = inverted.shape();
                if (source.dims() != base.dims()) {
                    throw new IllegalArgumentException(
                            "source has " + source.dims() + " dims, the index " + base.dims());
                }
                VectorSource rows = base.metric() == Metric.COSINE ? new UnitVectors(source) : source;
                requireNewRows(rows, inverted);
                SegmentShape shape = new SegmentShape(
                        base.kind(),
                        base.metric(),
                        base.storage(),
                        base.dims(),
                        base.partitions(),
                        base.subvectors(),
                        base.bits(),
                        rows.rows(),
                        false,
                        base.model());
                SegmentWriter.write(shape, inverted.model(), rows, kernels, workers, memoryBytes, file);
                file.publish();
            }
            List<Long> segments = new ArrayList<>(old.segments());
            segments.add(number);
            files.publish(new IndexFolder.State(old.generation() + 1, number + 1, segments, old.deletions()));
        });
    }

    private static void requireNewRows(VectorSource source, OpenedIndex index) throws IOException {
        RowLocator known = RowLocator.of(index.placedRows(), index.deleted());
        VectorBlock block = new VectorBlock(1024, source.dims());
        try (VectorBlocks blocks = source.open()) {
            while (blocks.read(block)) {
                for (int i = 0; i < block.rows(); i++) {
                    if (known.find(block.rowIds()[i]) >= 0) {
                        throw new IllegalArgumentException("row " + Long.toUnsignedString(block.rowIds()[i])
                                + " is in the index already; delete it first");
                    }
                }
            }
        }
    }

    /// Answers how many rows there were.
    int delete(long[] rowIds) throws IOException {
        int[] count = {0};
        files.change(() -> {
            IndexFolder.State old = files.read();
            long number = old.nextFile();
            BitSet deleted;
            int places;
            try (AnnIndex index = AnnIndex.open(files, kernels)) {
                PlacedRows rows = index.opened().placedRows();
                BitSet before = index.opened().deleted();
                deleted = before == null ? new BitSet() : (BitSet) before.clone();
                places = rows.places();
                RowLocator known = RowLocator.of(rows, before);
                for (long rowId : rowIds) {
                    int place = known.find(rowId);
                    if (place >= 0 && !deleted.get(place)) {
                        deleted.set(place);
                        count[0]++;
                    }
                }
            }
            if (count[0] == 0) {
                return;
            }
            try (DurableFile file = DurableFile.create(files.deletionsPath(number))) {
                file.write(0, MemorySegment.ofArray(Deletions.bytes(deleted, places)));
                file.publish();
            }
            files.publish(new IndexFolder.State(old.generation() + 1, number + 1, old.segments(), number));
        });
        return count[0];
    }
}
