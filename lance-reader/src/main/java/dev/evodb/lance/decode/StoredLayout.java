package dev.evodb.lance.decode;

import dev.evodb.lance.encoding.Encoding;
import dev.evodb.lance.encoding.FixedSizeList;
import dev.evodb.lance.encoding.Flat;
import dev.evodb.lance.encoding.PageLayout;
import dev.evodb.type.DataType;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Recognises pages whose values lie in the file as they do in memory: full-zip pages of one width without control
/// words, which is how vectors of ordinary size are stored.
final class StoredLayout {
    private static final int DATA = 0;

    private StoredLayout() {}

    /// Where rows `[from, from + rows)` of a leaf of type `type` lie, or nothing if one of its `pages` that they are in
    /// is
    /// not such a page. `rows` is positive; the rows are in the pages.
    static Optional<List<long[]>> runs(DataType type, List<Page> pages, long from, int rows) {
        OptionalInt width = width(type);
        if (width.isEmpty() || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            return Optional.empty();
        }
        List<long[]> runs = new ArrayList<>();
        for (Page page : pages) {
            long first = Math.max(from, page.firstRow());
            long end = Math.min(from + rows, page.firstRow() + page.rows());
            if (first >= end) {
                continue;
            }
            long start = (first - page.firstRow()) * width.getAsInt();
            long length = (end - first) * width.getAsInt();
            if (!isStored(page, type, width.getAsInt()) || length > page.bufferSizes()[DATA] - start) {
                return Optional.empty();
            }
            runs.add(new long[] {page.bufferOffsets()[DATA] + start, length});
        }
        return Optional.of(runs);
    }

    private static boolean isStored(Page page, DataType type, int width) {
        return page.layout() instanceof PageLayout.FullZip layout
                && layout.layers().size() == 1
                && !layout.layers().get(0).isList()
                && layout.controlBytes() == 0
                && layout.width().equals(new PageLayout.Width.Fixed(width))
                && layout.items() == page.rows()
                && page.bufferSizes().length > 0
                && isStored(layout.values(), type);
    }

    private static boolean isStored(Encoding values, DataType type) {
        if (type instanceof DataType.FixedSizeList(var item, int size)) {
            return values instanceof FixedSizeList(int items, Encoding inner, boolean hasValidity)
                    && items == size
                    && !hasValidity
                    && isStored(inner, item.type());
        }
        return values instanceof Flat(int bits) && bits == 8L * width(type).orElse(0);
    }

    /// Bytes of one value, also of all items of a list; nothing for types whose values are not whole bytes of one
    /// number.
    static OptionalInt width(DataType type) {
        return switch (type) {
            case DataType.Int(int bits, var _) -> OptionalInt.of(bits >>> 3);
            case DataType.FloatingPoint(int bits) -> OptionalInt.of(bits >>> 3);
            case DataType.Decimal(int bits, var _, var _) -> OptionalInt.of(bits >>> 3);
            case DataType.Date(DataType.Unit unit) -> OptionalInt.of(unit == DataType.Unit.DAY ? 4 : 8);
            case DataType.Time(DataType.Unit unit) ->
                OptionalInt.of(unit == DataType.Unit.SECOND || unit == DataType.Unit.MILLISECOND ? 4 : 8);
            case DataType.Timestamp _, DataType.Duration _ -> OptionalInt.of(8);
            case DataType.FixedSizeBinary(int width) -> OptionalInt.of(width);
            case DataType.FixedSizeList(var item, int size) -> {
                OptionalInt one = width(item.type());
                long all = (long) one.orElse(0) * size;
                yield one.isEmpty() || all > Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of((int) all);
            }
            case DataType.Null _,
                    DataType.Bool _,
                    DataType.Utf8 _,
                    DataType.Binary _,
                    DataType.ListOf _,
                    DataType.MapOf _,
                    DataType.Struct _ -> OptionalInt.empty();
        };
    }
}
