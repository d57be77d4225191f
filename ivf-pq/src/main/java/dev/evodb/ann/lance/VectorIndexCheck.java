package dev.evodb.ann.lance;

import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.verify.Finding.Kind;
import dev.evodb.lance.verify.Findings;
import dev.evodb.lance.verify.IndexCheck;
import dev.evodb.lance.verify.IndexSegment;
import java.io.IOException;

/// What must hold in the files of a vector index of any kind that Lance writes: partitions and rows add
/// up, centroids, codebooks and bounds have their sizes and are finite, codes their width, and graphs
/// point at nodes that exist. That is what a search relies on, so every partition is read as a search
/// reads it.
///
/// Source: docs/format/lance-vector-index.md.
public final class VectorIndexCheck implements IndexCheck {
    @Override
    public boolean isFor(IndexSegment segment) {
        return segment.files().contains(SegmentFiles.INDEX);
    }

    @Override
    public void check(IndexSegment segment, Findings findings) throws IOException {
        try (ByteSource source = segment.dataset().indexSource(segment.metadata(), SegmentFiles.INDEX)) {
            if (LegacyIndex.read(source, segment.limits()).isPresent()) {
                throw new UnsupportedFeatureException(
                        "vector index", "of the legacy container", "indices of two files", Location.of(source.name()));
            }
        }
        if (!segment.files().contains(SegmentFiles.AUXILIARY)) {
            throw new UnsupportedFeatureException(
                    "vector index",
                    "without " + SegmentFiles.AUXILIARY,
                    "indices of two files",
                    segment.dataset().location());
        }
        try (LanceFile index = segment.open(SegmentFiles.INDEX);
                LanceFile auxiliary = segment.open(SegmentFiles.AUXILIARY)) {
            SegmentFiles files = SegmentFiles.of(index, auxiliary, KernelSet.plain(), segment.limits());
            for (int p = 0; p < files.partitions(); p++) {
                int partition = p;
                findings.guard(Kind.INDEX, Location.of(auxiliary.name()), () -> checkRows(files, partition, auxiliary));
                findings.guard(Kind.INDEX, Location.of(index.name()), () -> files.graph(partition));
            }
        }
    }

    private static void checkRows(SegmentFiles files, int partition, LanceFile auxiliary) throws IOException {
        int rowIds = files.rowIds(partition).length;
        int codes = files.codes(partition).rows();
        if (rowIds != codes) {
            throw new CorruptFileException(
                    Location.of(auxiliary.name()),
                    "partition " + partition + ": " + rowIds + " row ids, but " + codes + " codes");
        }
    }
}
