package dev.evodb.ann.lance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.ann.hnsw.HnswGraph;
import dev.evodb.column.Column;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.schema.SchemaField;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The graphs of an IVF_HNSW index, one a partition, in the rows of `index.idx`: a row is a node on one
/// level, with its neighbours there; rows are in order of levels. `_distance`, the distances to the
/// neighbours, is of use to whoever builds on, not to searches.
///
/// Source: columns `__vector_id` and `__neighbors`, metadata `lance:hnsw`.
final class GraphStorage {
    private final LanceFile file;
    private final IvfModel nodeRows;
    private final JsonNode graphs;
    private final IndexColumn nodeIds;
    private final SchemaField neighbours;

    private GraphStorage(
            LanceFile file, IvfModel nodeRows, JsonNode graphs, IndexColumn nodeIds, SchemaField neighbours) {
        this.file = file;
        this.nodeRows = nodeRows;
        this.graphs = graphs;
        this.nodeIds = nodeIds;
        this.neighbours = neighbours;
    }

    /// @throws CorruptFileException unless there is a graph for each partition
    static GraphStorage open(LanceFile file, IvfModel nodeRows) {
        JsonNode graphs = JsonMetadata.required(file, "lance:hnsw");
        if (!graphs.isArray() || graphs.size() != nodeRows.lengths().length) {
            throw new CorruptFileException(
                    Location.of(file.name()),
                    graphs.size() + " graphs, expected " + nodeRows.lengths().length + ", one a partition");
        }
        return new GraphStorage(
                file,
                nodeRows,
                graphs,
                IndexColumn.of(file, "__vector_id", "uint32"),
                IndexFile.column(file, "__neighbors", "list"));
    }

    /// The graph of a partition with `vectors` rows.
    HnswGraph read(int partition, int vectors) throws IOException {
        JsonNode text = graphs.path(partition);
        if (!text.isTextual()) {
            throw corrupt(partition, "lance:hnsw is not a text", "one");
        }
        JsonNode graph = JsonMetadata.parse(text.textValue(), "lance:hnsw", Location.of(file.name()));
        int entryPoint = JsonMetadata.integer(graph, "entry_point", Location.of(file.name()));
        if (entryPoint >= Math.max(1, vectors)) {
            throw corrupt(partition, "entry point " + entryPoint, "below " + vectors);
        }
        int count = nodeRows.lengths()[partition];
        int[] ends = levelEnds(partition, graph.path("level_offsets"), count, vectors);
        if (vectors == 0) {
            return new HnswGraph(0, 0, List.of(new HnswGraph.Level(new int[0], new int[1], new int[0])));
        }
        long from = nodeRows.offsets()[partition];
        int[] ids = nodeIds.ints(from, count);
        requireNodes(partition, "vector id", ids, 0, ids.length, vectors);
        List<HnswGraph.Level> levels = new ArrayList<>();
        for (int level = 0; level + 1 < ends.length; level++) {
            levels.add(level(partition, from, ids, ends[level], ends[level + 1], vectors));
        }
        return new HnswGraph(vectors, entryPoint, levels);
    }

    /// Where levels start and end among the rows of the partition.
    private int[] levelEnds(int partition, JsonNode offsets, int count, int vectors) {
        if (!offsets.isArray() || offsets.size() < 2 || offsets.size() > HnswGraph.MAX_LEVELS + 1) {
            throw corrupt(partition, Math.max(0, offsets.size() - 1) + " levels", "1 to " + HnswGraph.MAX_LEVELS);
        }
        int[] ends = new int[offsets.size()];
        for (int i = 0; i < ends.length; i++) {
            JsonNode offset = offsets.path(i);
            if (!offset.isIntegralNumber()
                    || !offset.canConvertToInt()
                    || offset.intValue() < (i == 0 ? 0 : ends[i - 1])) {
                throw corrupt(partition, "level offsets " + offsets, "numbers that ascend");
            }
            ends[i] = offset.intValue();
        }
        // Writers leave a few rows behind the last level, which no level owns.
        if (ends[0] != 0 || ends[ends.length - 1] > count || ends[1] != vectors) {
            throw corrupt(
                    partition,
                    "level offsets " + offsets,
                    "the first level to end at " + vectors + " and the last by " + count);
        }
        return ends;
    }

    private HnswGraph.Level level(int partition, long from, int[] ids, int start, int end, int vectors)
            throws IOException {
        Column lists = file.read(neighbours, from + start, end - start);
        if (!(lists instanceof Column.ListColumn(var _, int[] offsets, var items))
                || !(items instanceof Column.IntColumn(var itemValidity, int[] numbers))) {
            throw corrupt(partition, "neighbours that are no lists of 32-bit numbers", "such lists");
        }
        if (itemValidity.hasNulls()) {
            throw corrupt(partition, "a null neighbour", "none");
        }
        requireNodes(partition, "neighbour", numbers, offsets[0], offsets[end - start], vectors);
        Optional<int[]> order = order(ids, start, end);
        int[] nodes = new int[end - start];
        int[] starts = new int[end - start + 1];
        int[] sorted = new int[offsets[end - start] - offsets[0]];
        for (int i = 0; i < nodes.length; i++) {
            int row = order.isEmpty() ? i : order.get()[i];
            nodes[i] = ids[start + row];
            if (i > 0 && nodes[i] == nodes[i - 1]) {
                throw corrupt(partition, "node " + nodes[i] + " twice on a level", "once");
            }
            int length = offsets[row + 1] - offsets[row];
            System.arraycopy(numbers, offsets[row], sorted, starts[i], length);
            starts[i + 1] = starts[i] + length;
        }
        return new HnswGraph.Level(nodes, starts, sorted);
    }

    /// The order in which the rows `[start, end)` have ascending ids; empty if they have them as they are.
    private static Optional<int[]> order(int[] ids, int start, int end) {
        for (int i = start + 1; i < end; i++) {
            if (ids[i] < ids[i - 1]) {
                long[] keys = IntStream.range(0, end - start)
                        .mapToLong(row -> (long) ids[start + row] << 32 | row)
                        .sorted()
                        .toArray();
                return Optional.of(
                        Arrays.stream(keys).mapToInt(key -> (int) key).toArray());
            }
        }
        return Optional.empty();
    }

    private void requireNodes(int partition, String what, int[] numbers, int from, int to, int vectors) {
        for (int i = from; i < to; i++) {
            if (Integer.compareUnsigned(numbers[i], vectors) >= 0) {
                throw corrupt(
                        partition,
                        what + " " + Integer.toUnsignedString(numbers[i]),
                        "below the partition's " + vectors + " vectors");
            }
        }
    }

    private CorruptFileException corrupt(int partition, String found, String expected) {
        return new CorruptFileException(
                Location.of(file.name()), "partition " + partition + ": " + found + ", expected " + expected);
    }
}
