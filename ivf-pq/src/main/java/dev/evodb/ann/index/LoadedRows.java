package dev.evodb.ann.index;

import dev.evodb.ann.kernel.Pq4Scan;
import dev.evodb.ann.kernel.Ranked;
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

    /// Reads the floats of the candidates `[first, first + count)` from the file into `scratch.fileRows`,
    /// those of a segment at a time; the floats of a partition are checked before the first of them.
    void readFloats(Scratch scratch, int first, int count) throws IOException {
        scratch.reserveFileRows(count, segments.getFirst().shape().dims());
        for (int s = 0; s < segments.size(); s++) {
            Segment segment = segments.get(s);
            int own = 0;
            for (int i = 0; i < count; i++) {
                int place = Ranked.row(scratch.found[first + i]);
                int slot = slotOf(place);
                if (slot / partitions != s) {
                    continue;
                }
                if (areFloatsChecked.getAcquire(slot) == null) {
                    segment.checkFloats(slot % partitions);
                    areFloatsChecked.setRelease(slot, Boolean.TRUE);
                }
                scratch.filePlaces[own] = i;
                scratch.fileOffsets[own++] = segment.offsetOfFloats(slot % partitions, place - firstPlaces[slot]);
            }
            if (own > 0) {
                segment.readFloats(scratch.fileOffsets, scratch.filePlaces, own, scratch.fileSegment);
            }
        }
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
