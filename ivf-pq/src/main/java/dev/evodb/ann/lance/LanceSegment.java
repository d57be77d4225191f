package dev.evodb.ann.lance;

import dev.evodb.ann.hnsw.HnswGraph;
import dev.evodb.ann.ivf.InvertedFile;
import dev.evodb.ann.ivf.Partition;
import dev.evodb.ann.ivf.PartitionCodes;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.manifest.IndexMetadata;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// One segment of an index that Lance wrote. Partitions are read when a query first probes them and kept:
/// at most what codes, row ids and graphs take. Thread-safe; whoever opens it closes it.
final class LanceSegment implements Closeable {
    private final LanceFile index;
    private final LanceFile auxiliary;
    private final SegmentFiles files;
    private final LongPredicate liveRows;
    private final AtomicReferenceArray<Partition> read;
    private final InvertedFile search;

    private LanceSegment(
            LanceFile index, LanceFile auxiliary, SegmentFiles files, LongPredicate liveRows, KernelSet kernels) {
        this.index = index;
        this.auxiliary = auxiliary;
        this.files = files;
        this.liveRows = liveRows;
        this.read = new AtomicReferenceArray<>(files.partitions());
        this.search = new InvertedFile(files.coarse(), this::partition, kernels);
    }

    /// Opens the segment that `metadata` describes. Of its rows those are live whose id passes `liveRows`.
    ///
    /// @throws UnsupportedFeatureException if it is of a kind that is not read
    static LanceSegment open(
            LanceDataset dataset, IndexMetadata metadata, LongPredicate liveRows, KernelSet kernels, ReadLimits limits)
            throws IOException {
        LanceFile index = dataset.indexFile(metadata, SegmentFiles.INDEX);
        try {
            LanceFile auxiliary = dataset.indexFile(metadata, SegmentFiles.AUXILIARY);
            try {
                SegmentFiles files = SegmentFiles.of(index, auxiliary, kernels, limits);
                return new LanceSegment(index, auxiliary, files, liveRows, kernels);
            } catch (IOException
                    | CorruptFileException
                    | UnsupportedFeatureException
                    | LimitExceededException failure) {
                auxiliary.close();
                throw failure;
            }
        } catch (IOException | CorruptFileException | UnsupportedFeatureException | LimitExceededException failure) {
            index.close();
            throw failure;
        }
    }

    /// The search, valid until this is closed.
    InvertedFile search() {
        return search;
    }

    SegmentFiles files() {
        return files;
    }

    @Override
    public void close() throws IOException {
        try (index) {
            auxiliary.close();
        }
    }

    private Partition partition(int number) throws IOException {
        Partition known = read.get(number);
        if (known == null) {
            long[] rowIds = files.rowIds(number);
            PartitionCodes codes = files.codes(number);
            HnswGraph graph = files.graph(number).orElse(null);
            known = new Partition(rowIds, live(rowIds), codes, graph);
            read.set(number, known);
        }
        return known;
    }

    /// The rows that are live, as bits; null if all are.
    private long @Nullable [] live(long[] rowIds) {
        long[] bits = new long[(rowIds.length + 63) >>> 6];
        int count = 0;
        for (int row = 0; row < rowIds.length; row++) {
            if (liveRows.test(rowIds[row])) {
                bits[row >>> 6] |= 1L << row;
                count++;
            }
        }
        return count == rowIds.length ? null : bits;
    }
}
