package dev.evodb.ann.index;

import dev.evodb.ann.HitBuffer;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.kernel.Pq4Scan;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What one query needs while it is answered: allocated once, used again by later queries. For one
/// thread.
final class Scratch {
    final float[] query;
    final float[] centroidScores;

    /// Partitions with their distance, the nearest first as far as they are probed.
    final long[] probes;

    final float[] products;
    final byte[] tables;
    final QueryTable.Scale scale = new QueryTable.Scale();

    /// Its own, unless it is one of a batch.
    final ScanBuffers buffers;

    /// Of an `IVF_RQ` index.
    final RabitqRows.@Nullable State rabitq;

    /// The query as the kernels of byte rows want it, and what to add to their sum.
    final float[] forBytes;
    float byteOffset;

    /// Rows from the file, and where each lies.
    float[] fileRows = {};
    MemorySegment fileSegment = MemorySegment.ofArray(fileRows);
    long[] fileOffsets = {};
    int[] filePlaces = {};

    /// Which rows may be answered.
    RowMask mask = RowMask.all();

    /// What is answered, and behind it ties of its last row until they are sorted by row id.
    final HitBuffer answer = new HitBuffer();
    long[] rowIds = {};
    double[] distances = {};

    /// Candidates in no order, with room for a chunk more.
    long[] found = new long[2 * ScanBuffers.CHUNK_ROWS];
    int size;

    /// How many candidates are wanted, and the score that one more has to be below.
    int wanted;
    float bound;

    /// Keeps reads that fetch memory in advance from being left out as useless.
    float touched;

    /// Candidates are cut to those wanted when there are so many.
    int cutAt;

    /// Candidates so far, those that were cut off included.
    long accepted;

    int probed;
    long codesScored;
    int refined;

    Scratch(SegmentShape shape, int scoresWidth) {
        int subvectors = shape.subvectors();
        this.query = new float[shape.dims()];
        this.centroidScores = new float[scoresWidth];
        this.probes = new long[shape.partitions()];
        this.products = new float[Pq4Scan.CODES * subvectors];
        this.tables = new byte[2 * shape.pairs() * Pq4Scan.TABLE_BYTES];
        this.buffers = new ScanBuffers(shape);
        this.rabitq = shape.kind() == IndexKind.IVF_RQ ? new RabitqRows.State(shape) : null;
        this.forBytes = new float[shape.storage().hasBytes() ? shape.dims() : 0];
    }

    /// Begins a query that wants so many candidates. If it is to notice when new ones fail to come
    /// (`isWatched`), the bound has to follow them closely.
    void begin(int candidates, boolean isWatched) {
        wanted = candidates;
        cutAt = isWatched ? candidates + Math.max(8, candidates / 4) : 3 * candidates;
        accepted = 0;
        bound = Float.POSITIVE_INFINITY;
        size = 0;
        probed = 0;
        codesScored = 0;
        refined = 0;
        int room = 3 * candidates + ScanBuffers.CHUNK_ROWS;
        if (found.length < room) {
            found = Arrays.copyOf(found, room);
        }
    }

    /// Makes room for `count` rows of `dims` floats from the file.
    void reserveFileRows(int count, int dims) {
        if (fileOffsets.length < count) {
            fileOffsets = new long[count];
            filePlaces = new int[count];
            fileRows = new float[Math.multiplyExact(count, dims)];
            fileSegment = MemorySegment.ofArray(fileRows);
        }
    }

    /// Makes room for `count` rows of an answer.
    void reserveAnswer(int count) {
        if (rowIds.length < count) {
            rowIds = new long[count];
            distances = new double[count];
        }
    }

    /// Makes room for `count` more candidates beyond three times those wanted.
    void reserve(int count) {
        if (found.length < size + count) {
            found = Arrays.copyOf(found, Math.max(size + count, found.length + found.length / 2));
        }
    }
}
