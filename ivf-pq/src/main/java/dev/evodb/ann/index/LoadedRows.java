package dev.evodb.ann.index;

import dev.evodb.ann.kernel.Pq4Scan;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The partitions of all segments of an index, each read into memory when it is first asked for.
/// Thread-safe.
///
/// A slot is a partition of a segment, `segment * partitions + partition`. Rows are known by their place:
/// segments one after the other, each with its partitions in order, every partition beginning with a
/// block of its own.
final class LoadedRows implements PlacedRows {
    private final List<Segment> segments;
    private final int partitions;
    private final int[] firstPlaces;
    private final int[] slotOfBlock;
    private final AtomicReferenceArray<PartitionRows> slots;
    private final AtomicReferenceArray<Boolean> areFloatsChecked;
    private final Object[] locks = new Object[64];

    LoadedRows(List<Segment> segments) {
        this.segments = List.copyOf(segments);
        this.partitions = segments.getFirst().shape().partitions();
        this.firstPlaces = new int[segments.size() * partitions + 1];
        int place = 0;
        for (int s = 0; s < segments.size(); s++) {
            for (int p = 0; p < partitions; p++) {
                firstPlaces[s * partitions + p] = place + segments.get(s).firstPlace(p);
            }
            place = Math.addExact(place, segments.get(s).firstPlace(partitions));
        }
        firstPlaces[segments.size() * partitions] = place;
        this.slotOfBlock = new int[place / Pq4Scan.BLOCK];
        for (int slot = 0; slot < slots(); slot++) {
            Arrays.fill(slotOfBlock, firstPlaces[slot] / Pq4Scan.BLOCK, firstPlaces[slot + 1] / Pq4Scan.BLOCK, slot);
        }
        this.slots = new AtomicReferenceArray<>(slots());
        this.areFloatsChecked = new AtomicReferenceArray<>(slots());
        Arrays.setAll(locks, _ -> new Object());
    }

    @Override
    public int slots() {
        return firstPlaces.length - 1;
    }

    @Override
    public int places() {
        return firstPlaces[firstPlaces.length - 1];
    }

    /// All rows, deleted ones included.
    long rows() {
        long count = 0;
        for (Segment segment : segments) {
            count += segment.shape().rows();
        }
        return count;
    }

    @Override
    public int firstPlace(int slot) {
        return firstPlaces[slot];
    }

    int slotOf(int place) {
        return slotOfBlock[place / Pq4Scan.BLOCK];
    }

    PartitionRows get(int slot) throws IOException {
        PartitionRows rows = slots.getAcquire(slot);
        return rows != null ? rows : load(slot);
    }

    /// The slot is not read into memory for their sake.
    @Override
    public RowIds rowIds(int slot) throws IOException {
        PartitionRows loaded = slots.getAcquire(slot);
        return loaded != null
                ? loaded.rowIds()
                : segments.get(slot / partitions).readRowIds(slot % partitions);
    }

    private PartitionRows load(int slot) throws IOException {
        synchronized (locks[slot % locks.length]) {
            PartitionRows rows = slots.getAcquire(slot);
            if (rows == null) {
                rows = segments.get(slot / partitions).readPartition(slot % partitions);
                slots.setRelease(slot, rows);
            }
            return rows;
        }
    }

    /// Reads the floats of one row from the file; those of its partition are checked before the first.
    void readFloats(int slot, int row, float[] out) throws IOException {
        Segment segment = segments.get(slot / partitions);
        if (areFloatsChecked.getAcquire(slot) == null) {
            segment.checkFloats(slot % partitions);
            areFloatsChecked.setRelease(slot, Boolean.TRUE);
        }
        segment.readFloats(slot % partitions, row, out);
    }

    /// Bytes that the loaded partitions take.
    long loadedBytes() {
        long bytes = 0;
        for (int slot = 0; slot < slots(); slot++) {
            PartitionRows rows = slots.getAcquire(slot);
            bytes += rows == null ? 0 : rows.bytes();
        }
        return bytes;
    }
}
