package dev.evodb.lance.fuzz;

import dev.evodb.column.Column;
import dev.evodb.column.Column.BytesColumn;
import dev.evodb.column.Column.IntColumn;
import dev.evodb.column.Column.ListColumn;
import dev.evodb.column.Validity;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.fuzz.SegmentInput.FileShape;
import dev.evodb.lance.fuzz.SegmentInput.Typed;
import dev.evodb.lance.manifest.IndexMetadata;
import dev.evodb.lance.schema.SchemaField;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Seeds of the index targets: the indices of the fixtures, cut to a few rows, and small ones that hold
/// what no fixture has.
final class IndexSeeds {
    private static final String SCALAR = "scalar-indices/data.lance";
    private static final String LANCEDB = "lancedb-js/items.lance";
    /// More than there are nulls, with which a BTREE starts.
    private static final int MOST_ROWS = 200;

    /// The first blocks of postings are about documents before this one.
    private static final int MOST_DOCUMENTS = 640;

    private static final int MOST_VALUE_BYTES = 256;

    /// Scores, differences of documents, counts.
    static final List<byte[]> POSTINGS =
            List.of(new byte[] {0, 0, 0, 0, 0, 2, 2, 1}, new byte[] {0, 0, 0, 0, 0, 1, 1, 1, 1, 1});

    /// Differences in each document.
    static final List<byte[]> POSITIONS = List.of(new byte[] {0, 2, 0}, new byte[] {1, 0, 1});

    private IndexSeeds() {}

    /// What scalar indices are asked, constants as numbers and a text, and the key column that they have
    /// in the fixtures.
    private record Question(String path, String type, long first, long second, String text) {
        Input.Writer writer() {
            return ScalarIndexInput.writer(type, first, second, text);
        }
    }

    static List<byte[]> scalar(String kind) throws IOException {
        List<Question> questions = switch (kind) {
            case "BTREE" ->
                List.of(new Question(SCALAR, "int32", 10, 14, ""), new Question(LANCEDB, "int32", 500, 40, ""));
            case "BITMAP" -> List.of(new Question(SCALAR, "string", 5, 3, "amber"));
            case "LABEL_LIST" -> List.of(new Question(SCALAR, "string", 5, 6, "flint"));
            case "ZONEMAP" -> List.of(new Question(SCALAR, "double", 0x4004000000000000L, 0, ""));
            case "BLOOMFILTER" -> List.of(new Question(SCALAR, "int32", 777, 0, ""));
            case "NGRAM" -> List.of(new Question(SCALAR, "string", 3, 0, "c0099"));
            default -> throw new IllegalArgumentException(kind);
        };
        List<byte[]> seeds = new ArrayList<>();
        for (Question question : questions) {
            try (LanceDataset table = open(question.path())) {
                IndexMetadata segment = segment(table, kind.replace("_", "") + "IndexDetails");
                Input.Writer seed = question.writer();
                for (FileShape shape : ScalarIndexInput.shapes(kind)) {
                    try (LanceFile file = table.indexFile(segment, shape.name())) {
                        put(seed, shape, file, (int) Math.min(MOST_ROWS, file.rows()));
                    }
                }
                seeds.add(seed.toBytes());
            }
        }
        return seeds;
    }

    /// The first rows of a file, long values cut.
    private static void put(Input.Writer seed, FileShape shape, LanceFile file, int rows) throws IOException {
        Map<String, Typed> columns = new HashMap<>();
        for (SchemaField field : file.descriptor().schema().fields()) {
            if (shape.columns().contains(field.name())) {
                Column column = file.read(field, 0, rows);
                boolean isBloomFilter = field.name().equals("bloom_filter_data");
                String type = field.logicalType().equals("binary") ? "large_binary" : field.logicalType();
                columns.put(field.name(), new Typed(type, isBloomFilter ? cut((BytesColumn) column) : column));
            }
        }
        byte[] global = file.globalBufferCount() > 1 ? file.globalBuffer(1).toBytes() : new byte[0];
        SegmentInput.write(
                seed, shape, rows, columns, file.descriptor().schema().metadata(), global);
    }

    private static BytesColumn cut(BytesColumn column) {
        List<byte[]> values = new ArrayList<>();
        for (int i = 0; i < column.rows(); i++) {
            int from = column.offsets()[i];
            values.add(Arrays.copyOfRange(
                    column.data(), from, Math.min(column.offsets()[i + 1], from + MOST_VALUE_BYTES)));
        }
        return binaries(values);
    }

    /// The full text indices of the fixtures with the postings of their first tokens, and one with shared
    /// positions and a table of tokens.
    static List<byte[]> text() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(fixture(SCALAR, "harbor amber", 2));
        seeds.add(fixture(LANCEDB, "the edge index", 60));
        seeds.add(withSharedPositions(new int[] {3, 1, 2}, POSTINGS, POSITIONS));
        return seeds;
    }

    private static byte[] fixture(String path, String words, int tokens) throws IOException {
        try (LanceDataset table = open(path)) {
            IndexMetadata segment = segment(table, "InvertedIndexDetails");
            Input.Writer seed = TextIndexInput.writer(1, words, "some " + words);
            for (FileShape shape : TextIndexInput.SHAPES) {
                try (LanceFile file = table.indexFile(segment, shape.name())) {
                    if (shape.name().endsWith("invert.lance")) {
                        putPostings(seed, shape, file, tokens);
                    } else {
                        put(seed, shape, file, (int) Math.min(MOST_DOCUMENTS, file.rows()));
                    }
                }
            }
            return seed.toBytes();
        }
    }

    /// Of the first `tokens` posting lists the first block, or the only one; of the others nothing.
    private static void putPostings(Input.Writer seed, FileShape shape, LanceFile file, int tokens) throws IOException {
        int rows = (int) file.rows();
        Map<String, Typed> columns = new HashMap<>();
        int[] lengths = new int[rows];
        for (SchemaField field : file.descriptor().schema().fields()) {
            if (field.name().equals("_length") && file.read(field, 0, rows) instanceof IntColumn column) {
                for (int i = 0; i < tokens; i++) {
                    lengths[i] = Math.min(128, column.values()[i]);
                }
                columns.put("_length", new Typed("uint32", new IntColumn(column.validity(), lengths)));
            }
        }
        for (SchemaField field : file.descriptor().schema().fields()) {
            if (shape.columns().contains(field.name()) && file.read(field, 0, rows) instanceof ListColumn lists) {
                boolean isPosting = field.name().equals("_posting");
                ListColumn cut = cut(lists, i -> isPosting ? Math.min(1, lengths[i]) : lengths[i]);
                columns.put(field.name(), new Typed(isPosting ? "list large_binary" : "list list large_binary", cut));
            }
        }
        SegmentInput.write(
                seed, shape, rows, columns, file.descriptor().schema().metadata(), new byte[0]);
    }

    private interface Lengths {
        int of(int row);
    }

    /// The first items of each list, as many as `lengths` say.
    private static ListColumn cut(ListColumn lists, Lengths lengths) {
        int[] offsets = new int[lists.rows() + 1];
        List<byte[]> values = new ArrayList<>();
        List<Integer> inner = new ArrayList<>();
        for (int i = 0; i < lists.rows(); i++) {
            offsets[i + 1] = offsets[i] + lengths.of(i);
            for (int item = lists.offsets()[i]; item < lists.offsets()[i] + lengths.of(i); item++) {
                switch (lists.items()) {
                    case BytesColumn bytes -> values.add(value(bytes, item));
                    case ListColumn(var _, int[] places, BytesColumn bytes) -> {
                        inner.add(places[item + 1] - places[item]);
                        for (int k = places[item]; k < places[item + 1]; k++) {
                            values.add(value(bytes, k));
                        }
                    }
                    default -> throw new IllegalArgumentException(lists.toString());
                }
            }
        }
        Column items = binaries(values);
        if (lists.items() instanceof ListColumn) {
            int[] places = new int[inner.size() + 1];
            for (int i = 0; i < inner.size(); i++) {
                places[i + 1] = places[i] + inner.get(i);
            }
            items = new ListColumn(Validity.allValid(inner.size()), places, items);
        }
        return new ListColumn(Validity.allValid(lists.rows()), offsets, items);
    }

    /// An index of the documents `amber cedar amber`, `cedar` and `amber cedar`, said to have so many
    /// tokens. Of the two tokens each has a block of postings and one of positions.
    static byte[] withSharedPositions(int[] tokenCounts, List<byte[]> postings, List<byte[]> positions) {
        Input.Writer seed = TextIndexInput.writer(4, "amber cedar", "cedar amber cedar");
        Map<String, String> metadata = Map.of(
                "params",
                "{\"stem\":false,\"remove_stop_words\":true,\"custom_stop_words\":[\"of\"],\"base_tokenizer\":\"whitespace\"}",
                "partitions",
                "[0]",
                "token_set_format",
                "arrow");
        SegmentInput.write(seed, TextIndexInput.SHAPES.get(0), 0, Map.of(), metadata, new byte[0]);
        Column tokens =
                binaries(List.of("amber".getBytes(StandardCharsets.UTF_8), "cedar".getBytes(StandardCharsets.UTF_8)));
        SegmentInput.write(
                seed,
                TextIndexInput.SHAPES.get(1),
                2,
                Map.of("_token", new Typed("string", tokens), "_token_id", new Typed("uint32", ints(0, 1))),
                Map.of(),
                new byte[0]);
        Column ids = new Column.LongColumn(Validity.allValid(3), new long[] {10, 12, 14});
        SegmentInput.write(
                seed,
                TextIndexInput.SHAPES.get(2),
                3,
                Map.of("_rowid", new Typed("uint64", ids), "_num_tokens", new Typed("uint32", ints(tokenCounts))),
                Map.of(),
                new byte[0]);
        int[] each = {0, 1, 2};
        SegmentInput.write(
                seed,
                TextIndexInput.SHAPES.get(3),
                2,
                Map.of(
                        "_length",
                        new Typed("uint32", ints(2, 3)),
                        "_posting",
                        new Typed("list large_binary", new ListColumn(Validity.allValid(2), each, binaries(postings))),
                        "_compressed_position",
                        new Typed("large_binary", binaries(positions)),
                        "_position_block_offset",
                        new Typed("list int32", new ListColumn(Validity.allValid(2), each, ints(0, 0)))),
                Map.of(
                        "posting_tail_codec",
                        "varint_delta_v1",
                        "positions_layout",
                        "shared_stream_v2",
                        "positions_codec",
                        "packed_delta_v1"),
                new byte[0]);
        return seed.toBytes();
    }

    private static LanceDataset open(String table) throws IOException {
        return LanceDataset.open(Path.of(System.getProperty("evodb.root"), "fixtures/lance", table));
    }

    private static IndexMetadata segment(LanceDataset table, String details) throws IOException {
        return table.indices().stream()
                .filter(index -> index.detailsTypeUrl()
                        .substring(index.detailsTypeUrl().lastIndexOf('.') + 1)
                        .equalsIgnoreCase(details))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] value(BytesColumn column, int row) {
        return Arrays.copyOfRange(column.data(), column.offsets()[row], column.offsets()[row + 1]);
    }

    private static BytesColumn binaries(List<byte[]> values) {
        int[] offsets = new int[values.size() + 1];
        Input.Writer data = new Input.Writer();
        for (int i = 0; i < values.size(); i++) {
            data.putRest(values.get(i));
            offsets[i + 1] = offsets[i] + values.get(i).length;
        }
        return new BytesColumn(Validity.allValid(values.size()), offsets, data.toBytes());
    }

    private static IntColumn ints(int... values) {
        return new IntColumn(Validity.allValid(values.length), values);
    }
}
