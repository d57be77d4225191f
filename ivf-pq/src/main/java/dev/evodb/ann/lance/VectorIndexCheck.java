package dev.evodb.ann.lance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.bytes.ByteSlice;
import dev.evodb.column.Column;
import dev.evodb.column.Column.FixedSizeListColumn;
import dev.evodb.column.Column.IntColumn;
import dev.evodb.column.Column.ListColumn;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.proto.MessageReader;
import dev.evodb.lance.verify.Finding.Kind;
import dev.evodb.lance.verify.Findings;
import dev.evodb.lance.verify.IndexCheck;
import dev.evodb.lance.verify.IndexSegment;
import dev.evodb.lance.verify.StoredField;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What must hold in the files of a vector index of any kind that Lance writes: partitions and rows add
/// up, centroids, codebooks and bounds have their sizes and are finite, codes their width, and graphs
/// point at nodes that exist.
///
/// Source: docs/format/lance-vector-index.md.
public final class VectorIndexCheck implements IndexCheck {
    private static final String INDEX_FILE = "index.idx";
    private static final String AUXILIARY_FILE = "auxiliary.idx";
    private static final int MAX_LEVELS = 64;

    @Override
    public boolean isFor(IndexSegment segment) {
        return segment.files().contains(INDEX_FILE);
    }

    @Override
    public void check(IndexSegment segment, Findings findings) throws IOException {
        ReadLimits limits = segment.limits();
        if (!segment.files().contains(AUXILIARY_FILE)) {
            throw new UnsupportedFeatureException(
                    "vector index",
                    "without " + AUXILIARY_FILE,
                    "indices of two files",
                    segment.dataset().location());
        }
        try (LanceFile index = segment.open(INDEX_FILE);
                LanceFile auxiliary = segment.open(AUXILIARY_FILE)) {
            Location at = Location.of(index.name());
            String type =
                    JsonMetadata.required(index, "lance:index").path("type").asText();
            IvfModel nodes = IndexFile.ivfModel(index, limits);
            IvfModel rows = IndexFile.ivfModel(auxiliary, limits);
            Tensor centroids = nodes.centroids();
            if (centroids == null || centroids.shape().length != 2) {
                throw new CorruptFileException(at, "IVF centroids are not a table of partitions x dims");
            }
            if (centroids.shape()[0] != rows.lengths().length) {
                findings.damage(
                        Kind.INDEX,
                        Location.of(auxiliary.name()),
                        rows.lengths().length + " partitions",
                        centroids.shape()[0] + ", one a centroid");
            }
            checkRowIds(auxiliary, findings);
            findings.guard(
                    Kind.INDEX,
                    Location.of(auxiliary.name()),
                    () -> checkCodes(auxiliary, type, centroids.shape()[1], limits, findings));
            if (type.startsWith("IVF_HNSW")) {
                findings.guard(Kind.INDEX, at, () -> new GraphCheck(index, nodes, rows, findings).run());
            }
        }
    }

    private static void checkRowIds(LanceFile auxiliary, Findings findings) throws IOException {
        Column rowIds = read(auxiliary, "_rowid", "uint64", 0, rows(auxiliary));
        if (rowIds.validity().hasNulls()) {
            findings.damage(
                    Kind.INDEX,
                    Location.of(auxiliary.name()).inColumn("_rowid"),
                    rowIds.validity().nullCount() + " null row ids",
                    "none");
        }
    }

    private static void checkCodes(LanceFile auxiliary, String type, long dims, ReadLimits limits, Findings findings)
            throws IOException {
        Location at = Location.of(auxiliary.name());
        JsonNode list = JsonMetadata.required(auxiliary, "storage_metadata");
        if (!list.isArray() || list.size() != 1 || !list.get(0).isTextual()) {
            throw new CorruptFileException(at, "storage_metadata is not a list of one text");
        }
        JsonNode storage = JsonMetadata.parse(list.get(0).textValue(), "storage_metadata", at);
        switch (type.substring(type.lastIndexOf('_') + 1)) {
            case "PQ" -> checkProductCodes(auxiliary, storage, dims, limits, findings);
            case "SQ" -> {
                checkDims(JsonMetadata.integer(storage, "dim", at), dims, at, findings);
                checkWidth(auxiliary, "__sq_code", dims * JsonMetadata.integer(storage, "num_bits", at) / 8, findings);
                double start = storage.path("bounds").path("start").asDouble(Double.NaN);
                double end = storage.path("bounds").path("end").asDouble(Double.NaN);
                if (!(start <= end && Double.isFinite(start) && Double.isFinite(end))) {
                    findings.damage(Kind.INDEX, at, "SQ bounds " + start + " to " + end, "an ascending finite range");
                }
            }
            case "RQ" -> {
                long codeDims = JsonMetadata.integer(storage, "code_dim", at);
                checkDims(codeDims, dims, at, findings);
                checkWidth(
                        auxiliary,
                        "_rabit_codes",
                        codeDims * JsonMetadata.integer(storage, "num_bits", at) / 8,
                        findings);
            }
            case "FLAT" -> {
                checkDims(JsonMetadata.integer(storage, "dim", at), dims, at, findings);
                checkWidth(auxiliary, "flat", dims, findings);
            }
            default -> throw new UnsupportedFeatureException("vector index", type, "FLAT, PQ, SQ, RQ", at);
        }
    }

    private static void checkProductCodes(
            LanceFile auxiliary, JsonNode storage, long dims, ReadLimits limits, Findings findings) throws IOException {
        Location at = Location.of(auxiliary.name());
        int bits = JsonMetadata.integer(storage, "nbits", at);
        int subvectors = JsonMetadata.integer(storage, "num_sub_vectors", at);
        checkDims(JsonMetadata.integer(storage, "dimension", at), dims, at, findings);
        if (bits < 1 || bits > 8 || subvectors < 1 || dims % subvectors != 0) {
            throw new CorruptFileException(
                    at, dims + " dims cannot be cut into " + subvectors + " subvectors of " + bits + " bits");
        }
        checkWidth(auxiliary, "__pq_code", (long) subvectors * bits / 8, findings);
        int position = JsonMetadata.integer(storage, "codebook_position", at);
        if (position == 0) {
            throw new UnsupportedFeatureException("PQ codebook", "inside storage_metadata", "a global buffer", at);
        }
        ByteSlice buffer = IndexFile.globalBuffer(auxiliary, position, "codebook_position");
        Tensor codebook = Tensor.parse(new MessageReader(buffer, "codebook", limits.messageDepth()), "PQ codebook");
        if (codebook.values().length != dims << bits) {
            findings.damage(
                    Kind.INDEX,
                    buffer.at(),
                    codebook.values().length + " values in the PQ codebook",
                    (dims << bits) + ", one a code and dimension");
        }
    }

    private static void checkDims(long found, long centroidDims, Location at, Findings findings) {
        if (found != centroidDims) {
            findings.damage(Kind.INDEX, at, "codes of " + found + " dims", centroidDims + " as the centroids have");
        }
    }

    /// Whether the lists in `column` have `width` items, none of them null.
    private static void checkWidth(LanceFile auxiliary, String column, long width, Findings findings)
            throws IOException {
        Location at = Location.of(auxiliary.name()).inColumn(column);
        Column codes = read(auxiliary, column, "fixed_size_list:", 0, rows(auxiliary));
        if (codes instanceof FixedSizeListColumn(var validity, int size, Column items)) {
            if (size != width) {
                findings.damage(Kind.INDEX, at, "codes of " + size + " items", Long.toString(width));
            }
            if (validity.hasNulls() || items.validity().hasNulls()) {
                findings.damage(Kind.INDEX, at, "null codes", "none");
            }
        }
    }

    private static int rows(LanceFile file) {
        if (file.rows() > Integer.MAX_VALUE - 16) {
            throw new LimitExceededException(
                    "rows of an index file", Integer.MAX_VALUE - 16, file.rows(), Location.of(file.name()));
        }
        return (int) file.rows();
    }

    /// Rows of the top-level column `name`, whose type starts with `type`.
    private static Column read(LanceFile file, String name, String type, long from, int count) throws IOException {
        Location at = Location.of(file.name()).inColumn(name);
        for (StoredField stored : StoredField.of(file)) {
            if (stored.schema().name().equals(name)
                    && stored.schema().logicalType().startsWith(type)) {
                return file.read(stored.schema(), from, count);
            }
        }
        throw new CorruptFileException(at, "index file has no column " + name + " of type " + type);
    }

    /// One graph a partition: `level_offsets[i]` is where the nodes of level `i` start among the
    /// partition's rows.
    private static final class GraphCheck {
        private final LanceFile file;
        private final IvfModel nodes;
        private final IvfModel rows;
        private final Findings findings;
        private final Location at;

        private GraphCheck(LanceFile file, IvfModel nodes, IvfModel rows, Findings findings) {
            this.file = file;
            this.nodes = nodes;
            this.rows = rows;
            this.findings = findings;
            this.at = Location.of(file.name());
        }

        private void run() throws IOException {
            JsonNode graphs = JsonMetadata.required(file, "lance:hnsw");
            int partitions = Math.min(nodes.lengths().length, rows.lengths().length);
            if (!graphs.isArray() || graphs.size() != partitions) {
                findings.damage(Kind.INDEX, at, graphs.size() + " graphs", partitions + ", one a partition");
                return;
            }
            for (int p = 0; p < partitions; p++) {
                int partition = p;
                findings.guard(Kind.INDEX, at, () -> check(partition, graphs.get(partition)));
            }
        }

        private void check(int partition, @Nullable JsonNode text) throws IOException {
            if (text == null || !text.isTextual()) {
                throw new CorruptFileException(at, "lance:hnsw of partition " + partition + " is not a text");
            }
            JsonNode graph = JsonMetadata.parse(text.textValue(), "lance:hnsw", at);
            int count = nodes.lengths()[partition];
            int vectors = rows.lengths()[partition];
            int entryPoint = JsonMetadata.integer(graph, "entry_point", at);
            if (entryPoint >= Math.max(1, vectors)) {
                damage(partition, "entry point " + entryPoint, "below " + vectors);
            }
            checkLevels(partition, graph.path("level_offsets"), count, vectors);
            long from = nodes.offsets()[partition];
            if (count == 0) {
                return;
            }
            checkIds(partition, "vector id", read(file, "__vector_id", "uint32", from, count), vectors);
            Column neighbours = read(file, "__neighbors", "list", from, count);
            Column distances = read(file, "_distance", "list", from, count);
            if (neighbours instanceof ListColumn(var _, int[] offsets, Column items)) {
                checkIds(partition, "neighbour", items, vectors);
                if (distances instanceof ListColumn(var _, int[] others, Column _) && !Arrays.equals(offsets, others)) {
                    damage(partition, "other numbers of distances than of neighbours", "one a neighbour");
                }
            }
        }

        private void checkLevels(int partition, JsonNode offsets, int count, int vectors) {
            if (!offsets.isArray() || offsets.size() < 2 || offsets.size() > MAX_LEVELS + 1) {
                damage(partition, Math.max(0, offsets.size() - 1) + " levels", "1 to " + MAX_LEVELS);
                return;
            }
            long last = 0;
            for (JsonNode offset : offsets) {
                if (!offset.isIntegralNumber() || offset.longValue() < last) {
                    damage(partition, "level offsets " + offsets, "numbers that ascend");
                    return;
                }
                last = offset.longValue();
            }
            // Writers leave a few rows behind the last level, which no level owns.
            if (last > count || offsets.get(1).longValue() != vectors) {
                damage(
                        partition,
                        "level offsets " + offsets,
                        "the first level to end at " + vectors + " and the last by " + count);
            }
        }

        private void checkIds(int partition, String what, Column ids, int below) {
            OptionalLong wrong = ids instanceof IntColumn(var _, int[] values)
                    ? Arrays.stream(values)
                            .mapToLong(Integer::toUnsignedLong)
                            .filter(id -> id >= below)
                            .findFirst()
                    : OptionalLong.empty();
            if (wrong.isPresent()) {
                damage(partition, what + " " + wrong.getAsLong(), "below the partition's " + below + " vectors");
            }
            if (ids.validity().hasNulls()) {
                damage(partition, "a null " + what, "none");
            }
        }

        private void damage(int partition, String found, String expected) {
            findings.damage(Kind.INDEX, at, "partition " + partition + ": " + found, expected);
        }
    }
}
