package dev.evodb.lance.index;

import dev.evodb.column.Column;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.filter.Comparison;
import dev.evodb.lance.filter.Value;
import dev.evodb.type.DataType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// BLOOMFILTER: for each zone of rows a Bloom filter of its values, and whether there is a null.
///
/// `bloomfilter.lance` has `has_null` (bool), `bloom_filter_data` (binary, a [SplitBlockBloomFilter]) and
/// the columns of [Zones]. A value is hashed with xxHash64 (seed 0) as its little-endian bytes in the
/// width of its type, text as UTF-8. The filters are read when a query needs them. Answers are whole
/// zones.
public final class BloomFilterIndex implements ScalarIndex {
    private static final String FILE = "bloomfilter.lance";
    /// Filters that are read together; their bytes are bounded by the limit for one read.
    private static final int MOST_AT_ONCE = 64;

    private final IndexFile file;
    private final Zones zones;
    private final Column.BitColumn hasNull;
    private final DataType type;

    private BloomFilterIndex(IndexFile file, Zones zones, Column.BitColumn hasNull, DataType type) {
        this.file = file;
        this.zones = zones;
        this.hasNull = hasNull;
        this.type = type;
    }

    /// Opens a segment over a column of `type`.
    static BloomFilterIndex open(IndexFile.Folder folder, DataType type, RowSpace addresses) throws IOException {
        IndexFile file = new IndexFile(folder.open(FILE));
        boolean isOpen = false;
        try {
            IndexFile.IndexColumn nulls = file.column("has_null");
            if (!(nulls.read(0, file.rows()) instanceof Column.BitColumn hasNull)
                    || hasNull.validity().hasNulls()) {
                throw new CorruptFileException(nulls.at(), "index column is not one of booleans without nulls");
            }
            BloomFilterIndex index = new BloomFilterIndex(file, new Zones(file, addresses), hasNull, type);
            isOpen = true;
            return index;
        } finally {
            if (!isOpen) {
                file.close();
            }
        }
    }

    @Override
    public boolean canAnswer(IndexQuery query) {
        return query instanceof IndexQuery.IsNull || hashes(query).isPresent();
    }

    @Override
    public IndexAnswer search(IndexQuery query) throws IOException {
        boolean[] matches = new boolean[zones.count()];
        if (query instanceof IndexQuery.IsNull) {
            for (int i = 0; i < matches.length; i++) {
                matches[i] = hasNull.get(i);
            }
        } else {
            long[] hashes = hashes(query)
                    .orElseThrow(() -> new IllegalArgumentException("BLOOMFILTER does not answer " + query));
            IndexFile.IndexColumn column = file.column("bloom_filter_data");
            for (int from = 0; from < matches.length; from += MOST_AT_ONCE) {
                int count = Math.min(MOST_AT_ONCE, matches.length - from);
                Column.BytesColumn filters = column.bytes(column.read(from, count));
                for (int i = 0; i < count; i++) {
                    SplitBlockBloomFilter filter = new SplitBlockBloomFilter(Slices.of(filters, i, column.at()));
                    matches[from + i] = Arrays.stream(hashes).anyMatch(filter::mayContain);
                }
            }
        }
        int count = 0;
        for (boolean isMatch : matches) {
            count += isMatch ? 1 : 0;
        }
        return IndexAnswer.atMost(zones.rows(matches), count + " of " + matches.length + " zones");
    }

    @Override
    public Optional<RowSet> nulls() {
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /// The hashes of the values one of which the column has to equal; absent if the query is not of that
    /// kind or the hashes are not known.
    private Optional<long[]> hashes(IndexQuery query) {
        List<Value> values = switch (query) {
            case IndexQuery.Compare(Comparison comparison, Value value)
            when comparison == Comparison.EQUAL -> List.of(value);
            case IndexQuery.Among(List<Value> among) -> among;
            default -> List.of();
        };
        List<byte[]> bytes = new ArrayList<>();
        for (Value value : values) {
            if (value instanceof Value.Floating(double number) && number == 0) {
                bytes.addAll(encoded(new Value.Floating(0.0)));
                bytes.addAll(encoded(new Value.Floating(-0.0)));
            } else {
                List<byte[]> one = encoded(value);
                if (one.isEmpty()) {
                    return Optional.empty();
                }
                bytes.addAll(one);
            }
        }
        return bytes.isEmpty()
                ? Optional.empty()
                : Optional.of(bytes.stream().mapToLong(XxHash64::hash).toArray());
    }

    /// The bytes that are hashed for `value`; none where they are not known.
    private List<byte[]> encoded(Value value) {
        return switch (value) {
            case Value.Whole(long number) -> littleEndian(number, width());
            case Value.Floating(double number)
            when type instanceof DataType.FloatingPoint(int bits) && !Double.isNaN(number) ->
                switch (bits) {
                    case 32 -> littleEndian(Float.floatToRawIntBits((float) number), 4);
                    case 64 -> littleEndian(Double.doubleToRawLongBits(number), 8);
                    default -> List.of();
                };
            case Value.Bytes(byte[] bytes)
            when type instanceof DataType.Utf8 || type instanceof DataType.Binary -> List.of(bytes);
            default -> List.of();
        };
    }

    /// The bytes of a whole number of the type; 0 where that is not known.
    private int width() {
        return switch (type) {
            case DataType.Int(int bits, var _) -> bits / 8;
            case DataType.Date(DataType.Unit unit) -> unit == DataType.Unit.DAY ? 4 : 8;
            case DataType.Time(DataType.Unit unit) ->
                unit == DataType.Unit.SECOND || unit == DataType.Unit.MILLISECOND ? 4 : 8;
            case DataType.Timestamp _ -> 8;
            default -> 0;
        };
    }

    private static List<byte[]> littleEndian(long number, int width) {
        if (width == 0) {
            return List.of();
        }
        byte[] bytes = new byte[width];
        for (int i = 0; i < width; i++) {
            bytes[i] = (byte) (number >>> (8 * i));
        }
        return List.of(bytes);
    }
}
