package dev.evodb.oracle.random;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evodb.oracle.table.NativeContent;
import dev.evodb.oracle.table.NativeTables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.lance.Dataset;
import org.lance.compaction.CompactionOptions;
import org.lance.ipc.ScanOptions;
import org.lance.schema.ColumnAlteration;
import org.lance.schema.SqlExpressions;

/// The life of one random table: created, changed a few times, and read by the native library after each
/// change.
final class RandomTable {
    private static final int FILTERS = 6;
    private static final List<String> FILE_VERSIONS =
            List.of("2.0", "2.1", "2.1", "2.1", "2.2", "2.2", "2.2", "2.3", "0.1");

    private final SplittableRandom random;
    private final Path folder;
    private final BufferAllocator allocator;
    private final NativeTables.Layout layout;
    private final RandomRows rows;
    private final ObjectNode expected = JsonNodeFactory.instance.objectNode();
    private int added;
    private long nextId;

    RandomTable(long seed, Path folder, BufferAllocator allocator) {
        this.random = new SplittableRandom(seed);
        this.folder = folder;
        this.allocator = allocator;
        String fileVersion = FILE_VERSIONS.get(random.nextInt(FILE_VERSIONS.size()));
        int rowsPerFile = random.nextInt(3) == 0 ? 50 + random.nextInt(500) : 1 << 20;
        this.layout = new NativeTables.Layout(fileVersion, rowsPerFile, random.nextInt(5) == 0);
        this.rows = new RandomRows(random, fileVersion, 1 + random.nextInt(6));
        expected.put("seed", seed);
        expected.put("fileVersion", fileVersion);
        expected.put("schema", rows.schema().toString());
    }

    /// Makes the table and answers what the native library read of it. A change that the library refuses
    /// is noted in `refused` and leaves the table as it was.
    ///
    /// @throws IOException if the library refuses to create or to read it
    ObjectNode write() throws IOException {
        try (ArrowReader first = next(1 + random.nextInt(random.nextInt(8) == 0 ? 12_000 : 1_500))) {
            NativeTables.create(folder, first, layout, allocator);
        }
        ArrayNode states = expected.putArray("states");
        ArrayNode refused = expected.putArray("refused");
        states.add(state("created"));
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int kind = random.nextInt(7);
            try {
                states.add(state(change(kind)));
            } catch (RuntimeException e) {
                refused.add("change " + kind + ": " + firstLine(e));
            }
        }
        ObjectNode last = state("last");
        expected.setAll(last);
        writeFilters();
        return expected;
    }

    private ArrowReader next(int count) {
        long first = nextId;
        nextId += count;
        return rows.rows(first, count, allocator);
    }

    private String change(int kind) throws IOException {
        try (Dataset table = Dataset.open().uri(folder.toString()).build()) {
            return switch (kind) {
                case 0 -> {
                    try (ArrowReader more = next(1 + random.nextInt(700))) {
                        NativeTables.append(folder, more, layout, allocator);
                    }
                    yield "appended";
                }
                case 1 -> {
                    table.delete("id % " + (2 + random.nextInt(40)) + " = 1");
                    yield "deleted some";
                }
                case 2 -> {
                    table.delete("id >= " + random.nextLong(nextId) + " AND id < " + nextId);
                    yield "deleted a range";
                }
                case 3 -> {
                    String name = "added" + added++;
                    table.addColumns(
                            new SqlExpressions.Builder()
                                    .withExpression(name, "id * 2 - 7")
                                    .build(),
                            Optional.empty());
                    yield "added a column by expression";
                }
                case 4 -> {
                    Field field = new Field("added" + added++, FieldType.nullable(new ArrowType.Utf8()), List.of());
                    table.addColumns(List.of(field));
                    yield "added a column of nulls";
                }
                case 5 -> {
                    String name = table.getSchema().getFields().getLast().getName();
                    if (!name.equals(RandomRows.ID) && random.nextBoolean()) {
                        ColumnAlteration.Builder renamed = new ColumnAlteration.Builder(name).rename(name + "_renamed");
                        table.alterColumns(List.of(renamed.build()));
                        yield "renamed a column";
                    }
                    table.dropColumns(List.of(name));
                    yield "dropped a column";
                }
                default -> {
                    table.compact(CompactionOptions.builder()
                            .withTargetRowsPerFragment(1 << 20)
                            .build());
                    yield "compacted";
                }
            };
        }
    }

    private ObjectNode state(String what) throws IOException {
        ObjectNode state = JsonNodeFactory.instance.objectNode();
        state.put("what", what);
        try (Dataset table = Dataset.open().uri(folder.toString()).build()) {
            state.putObject("dataset").put("version", table.version()).put("countRows", table.countRows());
            ScanOptions all = new ScanOptions.Builder().withRowId(true).build();
            state.set("content", NativeContent.of(table, all));
        }
        return state;
    }

    private void writeFilters() {
        ArrayNode filters = expected.putArray("filters");
        ArrayNode refused = expected.putArray("refusedFilters");
        try (Dataset table = Dataset.open().uri(folder.toString()).build()) {
            RandomFilter source = new RandomFilter(table.getSchema(), random);
            // Of files of version 0.1 the library answers by statistics of what the writer was given, nulls included,
            // which the file does not keep.
            if (layout.fileVersion().equals("0.1")) {
                return;
            }
            for (int i = 0; i < FILTERS; i++) {
                String filter = source.next();
                ScanOptions options = new ScanOptions.Builder()
                        .columns(List.of(RandomRows.ID))
                        .filter(filter)
                        .build();
                try {
                    ObjectNode content = NativeContent.of(table, options);
                    filters.addObject().put("filter", filter).set("content", content);
                } catch (IOException | RuntimeException e) {
                    refused.add(filter + ": " + firstLine(e));
                }
            }
        }
    }

    static String firstLine(Exception e) {
        String message = String.valueOf(e.getMessage());
        return message.lines().findFirst().orElse(message);
    }
}
