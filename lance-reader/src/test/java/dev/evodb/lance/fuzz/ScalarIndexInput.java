package dev.evodb.lance.fuzz;

import dev.evodb.lance.filter.Comparison;
import dev.evodb.lance.filter.Value;
import dev.evodb.lance.fuzz.SegmentInput.FileShape;
import dev.evodb.lance.hostile.Declared;
import dev.evodb.lance.index.IndexAnswer;
import dev.evodb.lance.index.IndexFile;
import dev.evodb.lance.index.IndexOpener;
import dev.evodb.lance.index.IndexQuery;
import dev.evodb.lance.index.RowSpace;
import dev.evodb.lance.index.ScalarIndex;
import dev.evodb.lance.schema.LogicalType;
import dev.evodb.type.DataType;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Segments of scalar indices as bytes of a fuzzer, with the questions that they are asked: every kind of
/// condition with two constants and a text.
final class ScalarIndexInput {
    /// Fragments 0 and 1 are those of the fixture.
    private static final RowSpace ADDRESSES = RowSpace.ofAddresses(Map.of(0L, 1501L, 1L, 1499L, 7L, 70_000L));

    private static final RowSpace STABLE_IDS = RowSpace.ofStableIds(3000);
    private static final String ZONE_COLUMNS = "fragment_id zone_start zone_length";

    private ScalarIndexInput() {}

    static List<FileShape> shapes(String kind) {
        return switch (kind) {
            case "BTREE" ->
                List.of(
                        new FileShape(
                                "page_lookup.lance", "min max null_count page_idx", "batch_size range_partitioned"),
                        new FileShape("page_data.lance", "values ids", ""));
            case "BITMAP" -> List.of(new FileShape("bitmap_page_lookup.lance", "keys bitmaps", ""));
            case "LABEL_LIST" ->
                List.of(new FileShape("bitmap_page_lookup.lance", "keys bitmaps", "lance:label_list_nulls"));
            case "ZONEMAP" ->
                List.of(new FileShape("zonemap.lance", "min max null_count nan_count " + ZONE_COLUMNS, ""));
            case "BLOOMFILTER" ->
                List.of(new FileShape("bloomfilter.lance", "has_null bloom_filter_data " + ZONE_COLUMNS, ""));
            case "NGRAM" -> List.of(new FileShape("ngram_postings.lance", "tokens posting_list", ""));
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /// Reads the type of the column and whether row ids are stable, two constants, a text, the files. How
    /// many questions are answered.
    static int read(String kind, byte[] bytes) throws IOException {
        Input input = new Input(bytes);
        int choice = input.nextByte();
        String text = ColumnInput.TYPES.get(choice / 2 % ColumnInput.TYPES.size());
        DataType type = LogicalType.parse(text) instanceof LogicalType.Leaf(DataType leaf) ? leaf : new DataType.Bool();
        boolean namesAddresses = kind.equals("ZONEMAP") || kind.equals("BLOOMFILTER");
        RowSpace space = namesAddresses || choice % 2 == 0 ? ADDRESSES : STABLE_IDS;
        long first = input.nextLong();
        long second = input.nextLong();
        byte[] part = input.nextBytes(input.nextByte()).toBytes();
        List<IndexQuery> queries = queries(type, value(type, first, part), value(type, second, part), part);
        IndexFile.Folder files = SegmentInput.read(input, shapes(kind));
        int[] answers = new int[1];
        try (ScalarIndex index = IndexOpener.open(kind, files, type, space)) {
            for (IndexQuery query : queries) {
                // Each has its own outcome; one that is refused does not hide the next.
                Declared.isData(() -> {
                    if (index.canAnswer(query)) {
                        IndexAnswer answer = index.search(query);
                        IndexOpener.check(answer.rows(), space);
                        answers[0]++;
                    }
                });
            }
            Declared.isData(() -> index.nulls().ifPresent(rows -> IndexOpener.check(rows, space)));
        }
        return answers[0];
    }

    /// The reverse of reading, up to the files.
    static Input.Writer writer(String type, long first, long second, String text) {
        byte[] part = text.getBytes(StandardCharsets.UTF_8);
        return new Input.Writer()
                .putByte(2 * ColumnInput.TYPES.indexOf(type))
                .putLong(first)
                .putLong(second)
                .putByte(part.length)
                .putRest(part);
    }

    private static List<IndexQuery> queries(DataType type, Value first, Value second, byte[] part) {
        List<Value> ascending = new ArrayList<>(List.of(first));
        int order = order(type).compare(first, second);
        if (order != 0) {
            ascending.add(order < 0 ? 1 : 0, second);
        }
        List<IndexQuery> queries = new ArrayList<>();
        for (Comparison comparison : Comparison.values()) {
            queries.add(new IndexQuery.Compare(comparison, first));
        }
        queries.add(new IndexQuery.Between(ascending.getFirst(), ascending.getLast()));
        queries.add(new IndexQuery.Among(ascending));
        queries.add(new IndexQuery.IsNull());
        queries.add(new IndexQuery.HasItems(ascending, true));
        queries.add(new IndexQuery.HasItems(ascending, false));
        queries.add(new IndexQuery.HasText(new String(part, StandardCharsets.UTF_8)));
        if (type instanceof DataType.Utf8 && first instanceof Value.Bytes prefix && prefix.bytes().length > 0) {
            queries.add(new IndexQuery.StartsWith(prefix));
        }
        return queries;
    }

    /// A constant of a type of [ColumnInput#TYPES]. Bytes are as many of `part` as `number` says.
    private static Value value(DataType type, long number, byte[] part) {
        return switch (type) {
            case DataType.Bool _ -> new Value.Bool((number & 1) != 0);
            case DataType.Int(int bits, boolean isSigned) -> {
                int unused = Long.SIZE - bits;
                yield new Value.Whole(isSigned ? number << unused >> unused : number << unused >>> unused);
            }
            case DataType.FloatingPoint(int bits) ->
                new Value.Floating(
                        switch (bits) {
                            case 16 -> Float.float16ToFloat((short) number);
                            case 32 -> Float.intBitsToFloat((int) number);
                            default -> Double.longBitsToDouble(number);
                        });
            case DataType.Decimal _ -> new Value.Decimal(BigInteger.valueOf(number));
            case DataType.Utf8 _, DataType.Binary _, DataType.FixedSizeBinary _ ->
                new Value.Bytes(Arrays.copyOf(part, (int) Math.floorMod(number, part.length + 1L)));
            default -> new Value.Whole(number);
        };
    }

    private static Comparator<Value> order(DataType type) {
        boolean isUnsigned = type instanceof DataType.Int(var _, boolean isSigned) && !isSigned;
        return (a, b) -> switch (a) {
            case Value.Bool(boolean bool) -> Boolean.compare(bool, ((Value.Bool) b).value());
            case Value.Whole(long number) -> {
                long other = ((Value.Whole) b).value();
                yield isUnsigned ? Long.compareUnsigned(number, other) : Long.compare(number, other);
            }
            case Value.Floating(double number) -> Double.compare(number, ((Value.Floating) b).value());
            case Value.Decimal(BigInteger unscaled) -> unscaled.compareTo(((Value.Decimal) b).unscaled());
            case Value.Bytes(byte[] bytes) -> Arrays.compareUnsigned(bytes, ((Value.Bytes) b).bytes());
            case Value.Null _ -> 0;
        };
    }
}
