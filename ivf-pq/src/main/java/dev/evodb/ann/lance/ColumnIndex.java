package dev.evodb.ann.lance;

import dev.evodb.ann.DistanceType;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.lance.manifest.IndexMetadata;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a table has in the way of an index for one vector column.
sealed interface ColumnIndex extends Closeable {
    /// The metric of the index, used or not; empty without one.
    Optional<DistanceType> type();

    /// An index to search: all its segments, and the ids of fragments that none of them covers.
    record Usable(String name, IndexKind kind, List<LanceSegment> segments, Set<Long> uncovered)
            implements ColumnIndex {
        @Override
        public Optional<DistanceType> type() {
            return Optional.of(kind.type());
        }

        /// As if it covered all rows.
        Usable withoutUncovered() {
            return new Usable(name, kind, segments, Set.of());
        }

        /// Partitions of all segments.
        int partitions() {
            return segments.stream()
                    .mapToInt(segment -> segment.files().partitions())
                    .sum();
        }

        @Override
        public void close() throws IOException {
            closeAll(segments);
        }
    }

    /// No index, or one that cannot be searched, so that all rows have to be compared; `reason` says why.
    record Unused(Optional<DistanceType> type, String reason) implements ColumnIndex {
        @Override
        public void close() {
            // There is nothing open.
        }
    }

    /// Opens the index of `column`; of several, the one that comes first in the manifest.
    ///
    /// @throws UnsupportedFeatureException if it is of a kind that is not read
    static ColumnIndex open(LanceDataset dataset, VectorColumn column, KernelSet kernels, ReadLimits limits)
            throws IOException {
        List<IndexMetadata> segments = segments(dataset, column);
        if (segments.isEmpty()) {
            return new Unused(Optional.empty(), "column " + column.name() + " has no index");
        }
        String name = segments.getFirst().name();
        Optional<String> reason = reasonAgainst(dataset, segments, limits);
        if (reason.isPresent()) {
            return new Unused(
                    Optional.of(type(dataset, segments.getFirst(), limits)),
                    "index " + name + " is not used: " + reason.get());
        }
        List<LanceSegment> opened = new ArrayList<>();
        try {
            for (IndexMetadata segment : segments) {
                opened.add(openSegment(dataset, column, segment, kernels, limits));
            }
            requireOneKind(opened, at(segments.getFirst(), column));
        } catch (IOException | CorruptFileException | UnsupportedFeatureException | LimitExceededException failure) {
            closeAll(opened);
            throw failure;
        }
        return new Usable(name, opened.getFirst().files().kind(), List.copyOf(opened), uncovered(dataset, segments));
    }

    /// The metric of the index of `column`, of whatever kind; empty without one.
    ///
    /// @throws UnsupportedFeatureException if the index has a metric of its own kind
    static Optional<DistanceType> type(LanceDataset dataset, VectorColumn column, ReadLimits limits)
            throws IOException {
        List<IndexMetadata> segments = segments(dataset, column);
        return segments.isEmpty() ? Optional.empty() : Optional.of(type(dataset, segments.getFirst(), limits));
    }

    private static DistanceType type(LanceDataset dataset, IndexMetadata segment, ReadLimits limits)
            throws IOException {
        Optional<LegacyIndex> legacy = legacy(dataset, segment, limits);
        if (legacy.isPresent()) {
            return legacy.get().type();
        }
        try (LanceFile file = dataset.indexFile(segment, SegmentFiles.INDEX)) {
            return IndexKind.read(file).type();
        }
    }

    private static Optional<LegacyIndex> legacy(LanceDataset dataset, IndexMetadata segment, ReadLimits limits)
            throws IOException {
        try (ByteSource source = dataset.indexSource(segment, SegmentFiles.INDEX)) {
            return LegacyIndex.read(source, limits);
        }
    }

    /// The segments of the first vector index of the column.
    private static List<IndexMetadata> segments(LanceDataset dataset, VectorColumn column) throws IOException {
        List<IndexMetadata> all = dataset.indices().stream()
                .filter(segment -> segment.fields().equals(List.of(column.fieldId())) && isVectorIndex(segment))
                .toList();
        return all.stream()
                .filter(segment -> segment.name().equals(all.getFirst().name()))
                .toList();
    }

    /// Scalar indices may exist on a vector column's field id in no table that Lance writes; their kinds
    /// are named otherwise. The oldest tables have no kind at all, and only vector indices.
    private static boolean isVectorIndex(IndexMetadata segment) {
        return segment.detailsTypeUrl().isEmpty() || segment.detailsTypeUrl().endsWith("VectorIndexDetails");
    }

    /// Why rows cannot be told by what the segments say; empty if they can.
    private static Optional<String> reasonAgainst(LanceDataset dataset, List<IndexMetadata> segments, ReadLimits limits)
            throws IOException {
        if (dataset.indices().stream()
                .anyMatch(index -> index.detailsTypeUrl().endsWith("FragmentReuseIndexDetails"))) {
            return Optional.of("a compaction moved rows and left its row ids as they were");
        }
        for (IndexMetadata segment : segments) {
            if (segment.fragments().isEmpty()) {
                return Optional.of("it does not say which fragments it covers");
            }
            if (legacy(dataset, segment, limits).isPresent()) {
                return Optional.of("its file is of the container that was written before version 0.3");
            }
        }
        return Optional.empty();
    }

    private static LanceSegment openSegment(
            LanceDataset dataset, VectorColumn column, IndexMetadata metadata, KernelSet kernels, ReadLimits limits)
            throws IOException {
        // A segment outlives the rows it was made of: rows deleted since, and rows whose fragment has another vector
        // by now than the one that was indexed, must not take the place of others.
        LanceSegment segment = LanceSegment.open(
                dataset,
                metadata,
                dataset.rowIds(fragment -> metadata.fragments().orElseThrow().contains(fragment)),
                kernels,
                limits);
        int dims = segment.search().dims();
        boolean isHamming = segment.search().type() == DistanceType.HAMMING;
        if (dims == column.dims() && isHamming == column.isBytes()) {
            return segment;
        }
        segment.close();
        throw dims != column.dims()
                ? new CorruptFileException(
                        at(metadata, column), "index has " + dims + " dims, the column has " + column.dims())
                : new UnsupportedFeatureException(
                        "distance type",
                        segment.search().type().wireName() + " of " + (column.isBytes() ? "bytes" : "floats"),
                        "hamming of bytes, others of floats",
                        at(metadata, column));
    }

    private static void requireOneKind(List<LanceSegment> segments, Location at) {
        for (LanceSegment segment : segments) {
            DistanceType first = segments.getFirst().search().type();
            if (segment.search().type() != first) {
                throw new CorruptFileException(
                        at,
                        "segments of one index are for " + first.wireName() + " and "
                                + segment.search().type().wireName());
            }
        }
    }

    private static Set<Long> uncovered(LanceDataset dataset, List<IndexMetadata> segments) {
        Set<Long> uncovered = new HashSet<>();
        for (DataFragment fragment : dataset.manifest().fragments()) {
            if (segments.stream()
                    .noneMatch(segment -> segment.fragments().orElseThrow().contains(fragment.id()))) {
                uncovered.add(fragment.id());
            }
        }
        return Set.copyOf(uncovered);
    }

    private static Location at(IndexMetadata segment, VectorColumn column) {
        return new Location("_indices/" + segment.uuid(), column.name(), -1, -1);
    }

    private static void closeAll(List<LanceSegment> segments) throws IOException {
        IOException first = null;
        for (LanceSegment segment : segments) {
            try {
                segment.close();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
