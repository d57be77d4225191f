package dev.evodb.ann.index;

import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.fuzz.ChangedFiles;
import dev.evodb.ann.parallel.BuildProgress;
import dev.evodb.ann.source.MemoryVectors;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/// A small index of our own whose segment, `current.evoann` or deletions are changed. Checksums are made
/// to fit again, so that what lies behind them is reached.
public final class OwnIndexInput {
    private static final int ROWS = 110;
    private static final int DIMS = 4;

    private final Path folder;
    private final Path[] paths;
    private final byte[][] good;
    private final SearchRequest request;

    /// An index of a kind, by its name.
    public OwnIndexInput(String kind) throws IOException {
        folder = Files.createTempDirectory("evodb-fuzz");
        float[] values = ClusteredRows.values(ROWS, DIMS, 8);
        AnnSpec spec = AnnSpec.of(IndexKind.ofWireName(kind), Metric.L2, ROWS, DIMS)
                .withPartitions(2)
                .withThreads(1);
        spec = spec.kind() == IndexKind.IVF_RQ ? spec.withBits(3) : spec;
        spec = spec.kind() == IndexKind.IVF_FLAT ? spec : spec.withStorage(RowStorage.BYTES_AND_FILE);
        AnnIndex.build(folder, new MemoryVectors(values, DIMS), spec, BuildProgress.NONE);
        AnnIndex.delete(folder, 5, 6, 7);
        paths = new Path[] {
            folder.resolve("segment-1.evoann"), folder.resolve("current.evoann"), folder.resolve("deletions-2.evoann")
        };
        good = new byte[paths.length][];
        for (int i = 0; i < paths.length; i++) {
            good[i] = Files.readAllBytes(paths[i]);
        }
        request = new SearchRequest(ClusteredRows.query(values, DIMS, 1), 8, 2, 6, RowMask.all());
    }

    /// Opens and searches the index with the changes that `input` describes.
    public void run(byte[] input) throws IOException {
        byte[][] changed = ChangedFiles.apply(good, input);
        if (changed[0].length == good[0].length) {
            fitSegment(changed[0]);
        }
        if (changed[1].length >= 48) {
            LittleEndian.writeInt(changed[1], 40, 0);
            LittleEndian.writeInt(changed[1], 40, checksum(changed[1], 0, changed[1].length));
        }
        if (changed[2].length >= 16) {
            LittleEndian.writeInt(changed[2], 8, checksum(changed[2], 16, changed[2].length - 16));
        }
        for (int i = 0; i < paths.length; i++) {
            Files.write(paths[i], changed[i]);
        }
        try (AnnIndex index = AnnIndex.open(folder)) {
            index.describe();
            index.search(request);
            index.search(request.withRefineFactor(0));
        }
    }

    /// Checksums of what lies where the sound file has it, from the inside out.
    private void fitSegment(byte[] bytes) {
        long[] at = new long[Section.values().length];
        for (Section section : Section.values()) {
            at[section.place()] = LittleEndian.readLong(good[0], entry(section) + 8);
        }
        int directory = (int) at[Section.DIRECTORY.place()];
        int partitions = LittleEndian.readInt(good[0], SegmentFormat.AT_PARTITIONS);
        long rows = LittleEndian.readLong(good[0], SegmentFormat.AT_ROWS);
        int blocks = 0;
        for (int p = 0; p < partitions; p++) {
            blocks += SegmentShape.blocks(LittleEndian.readInt(good[0], directory + p * PartitionEntry.BYTES));
        }
        for (int p = 0; p < partitions; p++) {
            int entry = directory + p * PartitionEntry.BYTES;
            int count = LittleEndian.readInt(good[0], entry);
            for (Section section : Section.values()) {
                if (section.isByPartition()) {
                    long length = LittleEndian.readLong(good[0], entry(section) + 16);
                    boolean isOfBlocks = section == Section.BIASES || section == Section.CODES;
                    int part =
                            (int) (isOfBlocks ? length / blocks * SegmentShape.blocks(count) : length / rows * count);
                    int place = entry + 4 + 4 * (section.place() - Section.ROW_IDS.place());
                    LittleEndian.writeInt(bytes, place, checksum(bytes, (int) at[section.place()], part));
                    at[section.place()] += part;
                }
            }
        }
        for (Section section : Section.values()) {
            int length = (int) LittleEndian.readLong(good[0], entry(section) + 16);
            if (!section.isByPartition() && length > 0) {
                int from = (int) LittleEndian.readLong(good[0], entry(section) + 8);
                LittleEndian.writeInt(bytes, entry(section) + 4, checksum(bytes, from, length));
            }
        }
        LittleEndian.writeInt(
                bytes,
                SegmentFormat.AT_CHECKSUM,
                SegmentFormat.frontChecksum(java.util.Arrays.copyOf(bytes, SegmentFormat.FRONT_BYTES)));
    }

    private static int entry(Section section) {
        return SegmentFormat.HEAD_BYTES + section.place() * SegmentFormat.TABLE_ENTRY_BYTES;
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
