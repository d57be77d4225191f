package dev.evodb.ann.index;

import dev.evodb.ann.HitBuffer;
import dev.evodb.ann.Hits;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.VectorIndex;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.parallel.BuildProgress;
import dev.evodb.ann.parallel.Workers;
import dev.evodb.ann.source.VectorSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.io.LocalByteSource;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// EvoDB's own vector index: an inverted file or a graph in a folder of the local machine, whose format
/// is `docs/format/ann-index.md`.
///
/// ```java
/// AnnSpec spec = AnnSpec.of(IndexKind.IVF_PQ, Metric.L2, source.rows(), source.dims());
/// AnnIndex.build(folder, source, spec, BuildProgress.NONE);
/// try (AnnIndex index = AnnIndex.open(folder)) {
///     Hits hits = index.search(new SearchRequest(query, 10, 32, 16, RowMask.all()));
/// }
/// ```
///
/// An opened index is a snapshot: changes made afterwards, by whatever process, do not show. Thread-safe.
public final class AnnIndex implements VectorIndex {
    private final OpenedIndex opened;

    private AnnIndex(OpenedIndex opened) {
        this.opened = opened;
    }

    /// Builds an index of `source` in `folder`, which is made if it is missing; an index that is there is
    /// replaced at the very end. A crash leaves the old index or none. The same source, spec and seed
    /// give the same bytes.
    ///
    /// @throws IllegalArgumentException if the source has other dims, or fewer rows than partitions
    /// @throws IOException if another writer is at work, or the disk fails
    public static void build(Path folder, VectorSource source, AnnSpec spec, BuildProgress progress)
            throws IOException {
        build(folder, source, spec, progress, KernelSet.best());
    }

    /// As above, with certain kernels.
    public static void build(Path folder, VectorSource source, AnnSpec spec, BuildProgress progress, KernelSet kernels)
            throws IOException {
        new IndexChanges(folder, kernels).build(source, spec, progress);
    }

    /// Adds the rows of `source` to the inverted file in `folder`, to partitions that were found when it
    /// was built; `threads` and `memoryBytes` as of [AnnSpec].
    ///
    /// @throws IllegalArgumentException if the source has other dims, or a row whose id is in the
    ///     index, or the index is a graph
    public static void append(Path folder, VectorSource source, int threads, long memoryBytes, BuildProgress progress)
            throws IOException {
        new IndexChanges(folder, KernelSet.best()).append(source, threads, memoryBytes, progress);
    }

    /// Deletes rows of the index in `folder`; ids that it does not have are passed over. Answers how many
    /// it had.
    public static int delete(Path folder, long... rowIds) throws IOException {
        return new IndexChanges(folder, KernelSet.best()).delete(rowIds);
    }

    /// Whether there is an index in `folder`.
    public static boolean isIndex(Path folder) {
        return new IndexFolder(folder).exists();
    }

    /// Opens the index in `folder`. Its rows are read when a search first comes to their partitions,
    /// a graph is read by the first search.
    ///
    /// @throws NoSuchFileException if there is none
    /// @throws CorruptFileException if it is damaged; damage to rows is found when they are read
    public static AnnIndex open(Path folder) throws IOException {
        return open(folder, KernelSet.best());
    }

    /// As above, with certain kernels.
    public static AnnIndex open(Path folder, KernelSet kernels) throws IOException {
        return open(new IndexFolder(folder), kernels);
    }

    static AnnIndex open(IndexFolder files, KernelSet kernels) throws IOException {
        IndexFolder.State state = files.read();
        while (true) {
            try {
                return open(files, state, kernels);
            } catch (NoSuchFileException e) {
                // A writer may have replaced the index and removed its files since the state was read.
                IndexFolder.State now = files.read();
                if (now.generation() == state.generation()) {
                    throw e;
                }
                state = now;
            }
        }
    }

    private static AnnIndex open(IndexFolder files, IndexFolder.State state, KernelSet kernels) throws IOException {
        LocalByteSource base =
                IndexFolder.open(files.segmentPath(state.segments().getFirst()));
        return new AnnIndex(
                GraphFile.isGraph(base)
                        ? GraphIndex.open(files, state, base, kernels)
                        : InvertedIndex.open(files, state, base, kernels));
    }

    OpenedIndex opened() {
        return opened;
    }

    @Override
    public Metric metric() {
        return opened.metric();
    }

    @Override
    public int dims() {
        return opened.dims();
    }

    @Override
    public long rows() {
        return opened.rows();
    }

    @Override
    public Hits search(SearchRequest request) throws IOException {
        return opened.search(request);
    }

    /// Inverted files allocate nothing for a query once `answer` and the index's own scratch have grown
    /// to its `k` and refine factor, but for what the operating system's look at the file takes where
    /// floats are read from it. Graphs, and filters of so few rows that these are compared, still do.
    @Override
    public void search(SearchRequest request, HitBuffer answer) throws IOException {
        opened.search(request, answer);
    }

    /// As [#search] for each request, in order, on as many threads as there are processors.
    @Override
    public List<Hits> searchAll(List<SearchRequest> requests) throws IOException {
        return searchAll(requests, Math.clamp(Runtime.getRuntime().availableProcessors(), 1, Workers.MAX_THREADS));
    }

    /// As [#search] for each request, in order: the same answers, whatever `threads`, the caller's
    /// included.
    ///
    /// @throws IllegalArgumentException if `threads` is not in 1..=256, or a query has other dims
    public List<Hits> searchAll(List<SearchRequest> requests, int threads) throws IOException {
        return opened.searchAll(requests, threads);
    }

    @Override
    public String explain(SearchRequest request) {
        return opened.explain(request);
    }

    /// What this index is.
    public IndexDescription describe() {
        return opened.describe();
    }

    /// Bytes that rows take in memory now: those of the partitions that searches have come to, or of the
    /// whole graph after the first search.
    public long loadedBytes() {
        return opened.loadedBytes();
    }

    @Override
    public void close() throws IOException {
        opened.close();
    }
}
