package dev.evodb.ann.index;

import dev.evodb.ann.graph.Graph;
import dev.evodb.ann.rabitq.RabitqQuantizer;
import dev.evodb.vector.Metric;

/// How an index is built. Immutable; every `with` method answers a changed copy.
///
/// - `kind`, `metric`, `dims`: what is indexed and how it is scanned. `COSINE` indices hold rows of
///   length 1.
/// - `partitions`: centroids of the inverted file, `1..=1,000,000`, at most as many as rows.
/// - `subvectors`: of the product quantiser, an even number; if it does not divide `dims`, these are
///   filled up with zeros. 0 for other kinds.
/// - `bits`: a dim of the codes of `IVF_RQ`, `1..=8`: one of them is scanned, the others narrow down what
///   it found. 0 for other kinds.
/// - `links`: neighbours of a node of a graph above its lowest level, where there are twice as many,
///   `2..=128`; 0 for other kinds.
/// - `beam`: nodes that are held while the neighbours of a new one are looked for; more of them give
///   better graphs and take longer, `links..=100,000`; 0 for other kinds.
/// - `storage`: the copies of rows that are kept.
/// - `threads`: threads of the build; the result does not depend on them.
/// - `memoryBytes`: what the build may use for rows on their way into the file, at least 16 MiB;
///   training needs 96 rows a partition besides, and four bytes a row hold its place. A graph is built in
///   memory besides: `8 * links` bytes a row, and a row of bytes (of floats, if there are no bytes).
/// - `seed`: all of the chance.
public record AnnSpec(
        IndexKind kind,
        Metric metric,
        int dims,
        int partitions,
        int subvectors,
        int bits,
        int links,
        int beam,
        RowStorage storage,
        int threads,
        long memoryBytes,
        long seed) {
    /// Most dims of a row.
    public static final int MAX_DIMS = 65_536;

    static final int MAX_BEAM = 100_000;
    static final int MAX_PARTITIONS = 1_000_000;
    static final long MIN_MEMORY_BYTES = 16L << 20;

    /// More subvectors could overflow a sum of table entries, each of which has two steps at least.
    static final int MAX_SUBVECTORS = 16_384;

    public AnnSpec {
        checkShape(kind, dims, partitions, subvectors, bits, storage);
        if (kind.isGraph()) {
            require(partitions == 1, "partitions are for inverted files, must be 1", partitions);
            checkGraph(links, beam);
        } else {
            require(links == 0, "links are for hnsw, must be 0", links);
            require(beam == 0, "the beam of the build is for hnsw, must be 0", beam);
        }
        require(threads >= 1 && threads <= 256, "threads must be in 1..=256", threads);
        require(memoryBytes >= MIN_MEMORY_BYTES, "memory must be at least " + MIN_MEMORY_BYTES + " bytes", memoryBytes);
    }

    /// @throws IllegalArgumentException if there are no such indices
    static void checkShape(IndexKind kind, int dims, int partitions, int subvectors, int bits, RowStorage storage) {
        require(dims >= 1 && dims <= MAX_DIMS, "dims must be in 1..=" + MAX_DIMS, dims);
        require(
                partitions >= 1 && partitions <= MAX_PARTITIONS,
                "partitions must be in 1..=" + MAX_PARTITIONS,
                partitions);
        if (kind == IndexKind.IVF_PQ) {
            int most = Math.min(MAX_SUBVECTORS, dims + 1);
            require(
                    subvectors >= 2 && subvectors % 2 == 0 && subvectors <= most,
                    "subvectors must be even, and of " + dims + " dims in 2..=" + most,
                    subvectors);
        } else {
            require(subvectors == 0, "subvectors are for ivf_pq, must be 0", subvectors);
        }
        if (kind == IndexKind.IVF_RQ) {
            int most = RabitqQuantizer.MAX_BITS;
            require(bits >= 1 && bits <= most, "bits must be in 1..=" + most, bits);
        } else {
            require(bits == 0, "bits are for ivf_rq, must be 0", bits);
        }
        if (kind == IndexKind.IVF_FLAT && storage != RowStorage.FLOATS) {
            throw new IllegalArgumentException(
                    "ivf_flat scans floats in memory, rows must be float, got " + storage.wireName());
        }
        if (kind == IndexKind.IVF_SQ && !storage.hasBytes()) {
            throw new IllegalArgumentException(
                    "ivf_sq scans bytes, rows must be int8+float, int8+file or int8, got " + storage.wireName());
        }
    }

    /// @throws IllegalArgumentException if there are no such graphs
    static void checkGraph(int links, int beam) {
        require(
                links >= Graph.MIN_LINKS && links <= Graph.MAX_LINKS,
                "links must be in " + Graph.MIN_LINKS + "..=" + Graph.MAX_LINKS,
                links);
        require(
                beam >= links && beam <= MAX_BEAM,
                "the beam of the build must be in " + links + "..=" + MAX_BEAM + ", at least the links",
                beam);
    }

    private static void require(boolean holds, String rule, long found) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", got " + found);
        }
    }

    /// What suits so many rows: about `2 sqrt(rows)` partitions of 32 rows or more, two dims a subvector
    /// (four above 256 dims), one bit a dim, 16 links and a beam of 200, floats in memory and for
    /// `IVF_SQ` and `HNSW` bytes as well, all processors, 128 MiB, seed 42.
    public static AnnSpec of(IndexKind kind, Metric metric, long rows, int dims) {
        long partitions = Math.round(2 * Math.sqrt((double) rows));
        if (partitions > 64) {
            partitions = (partitions + 32) / 64 * 64;
        }
        return new AnnSpec(
                kind,
                metric,
                dims,
                kind.isGraph() ? 1 : Math.clamp(Math.min(partitions, rows / 32), 1, 65_536),
                kind == IndexKind.IVF_PQ ? subvectors(dims) : 0,
                kind == IndexKind.IVF_RQ ? 1 : 0,
                kind.isGraph() ? 16 : 0,
                kind.isGraph() ? 200 : 0,
                kind == IndexKind.IVF_SQ || kind.isGraph() ? RowStorage.BYTES_AND_FLOATS : RowStorage.FLOATS,
                Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 256),
                128L << 20,
                42);
    }

    private static int subvectors(int dims) {
        int width = dims > 256 ? 4 : 2;
        int subvectors = (dims + width - 1) / width;
        return subvectors + subvectors % 2;
    }

    public AnnSpec withPartitions(int value) {
        return new AnnSpec(
                kind, metric, dims, value, subvectors, bits, links, beam, storage, threads, memoryBytes, seed);
    }

    public AnnSpec withSubvectors(int value) {
        return new AnnSpec(
                kind, metric, dims, partitions, value, bits, links, beam, storage, threads, memoryBytes, seed);
    }

    public AnnSpec withBits(int value) {
        return new AnnSpec(
                kind, metric, dims, partitions, subvectors, value, links, beam, storage, threads, memoryBytes, seed);
    }

    public AnnSpec withLinks(int value) {
        return new AnnSpec(
                kind, metric, dims, partitions, subvectors, bits, value, beam, storage, threads, memoryBytes, seed);
    }

    public AnnSpec withBeam(int value) {
        return new AnnSpec(
                kind, metric, dims, partitions, subvectors, bits, links, value, storage, threads, memoryBytes, seed);
    }

    public AnnSpec withStorage(RowStorage value) {
        return new AnnSpec(
                kind, metric, dims, partitions, subvectors, bits, links, beam, value, threads, memoryBytes, seed);
    }

    public AnnSpec withThreads(int value) {
        return new AnnSpec(
                kind, metric, dims, partitions, subvectors, bits, links, beam, storage, value, memoryBytes, seed);
    }

    public AnnSpec withMemoryBytes(long value) {
        return new AnnSpec(
                kind, metric, dims, partitions, subvectors, bits, links, beam, storage, threads, value, seed);
    }

    public AnnSpec withSeed(long value) {
        return new AnnSpec(
                kind, metric, dims, partitions, subvectors, bits, links, beam, storage, threads, memoryBytes, value);
    }
}
