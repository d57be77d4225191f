package dev.evodb.cli.input;

import dev.evodb.ann.index.AnnSpec;
import dev.evodb.ann.index.IndexKind;
import dev.evodb.ann.index.RowStorage;
import dev.evodb.vector.Metric;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How an index is built; what is not stated suits the number of rows and dims.
public final class IndexOptions {
    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "Partitions. Default: about 2 x the square root of the rows.")
    private @Nullable Integer partitions;

    @Option(
            names = "--subvectors",
            paramLabel = "N",
            description = "Codes of 4 bits a row, an even number. Default: one for 2 dims, for 4 above 256 dims.")
    private @Nullable Integer subvectors;

    @Option(
            names = "--bits",
            paramLabel = "N",
            description = "Bits a dim of ivf_rq, 1 to 8: the first is scanned, the others narrow down what it found. "
                    + "Default: 1.")
    private @Nullable Integer bits;

    @Option(
            names = "--links",
            paramLabel = "N",
            description = "Neighbours of a row in the graph of hnsw, twice as many on its lowest level. Default: 16.")
    private @Nullable Integer links;

    @Option(
            names = "--ef-construction",
            paramLabel = "N",
            description = "Rows that are held while hnsw looks for the neighbours of one. Default: 200.")
    private @Nullable Integer beam;

    @Option(
            names = "--rows",
            paramLabel = "R",
            description = "Copies of rows to compare with: float, int8+float, int8+file (floats stay in the file) or "
                    + "int8. Default: float; int8+float for ivf_sq and hnsw.")
    private @Nullable String rows;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of the build. Default: all processors.")
    private @Nullable Integer threads;

    @Option(
            names = "--memory",
            paramLabel = "MIB",
            description = "Memory of the build for rows on their way into the file. Default: 128.")
    private @Nullable Integer mebibytes;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the training; the same seed gives the same bytes. Default: 42.")
    private @Nullable Long seed;

    /// The spec for so many rows.
    ///
    /// @throws IllegalArgumentException if an option has no allowed value
    public AnnSpec spec(IndexKind kind, Metric metric, long count, int dims) {
        AnnSpec spec = AnnSpec.of(kind, metric, count, dims);
        spec = partitions == null ? spec : spec.withPartitions(partitions);
        spec = subvectors == null ? spec : spec.withSubvectors(subvectors);
        spec = bits == null ? spec : spec.withBits(bits);
        spec = links == null ? spec : spec.withLinks(links);
        spec = beam == null ? spec : spec.withBeam(beam);
        spec = rows == null ? spec : spec.withStorage(RowStorage.ofWireName(rows));
        spec = threads == null ? spec : spec.withThreads(threads);
        spec = mebibytes == null ? spec : spec.withMemoryBytes((long) mebibytes << 20);
        return seed == null ? spec : spec.withSeed(seed);
    }
}
