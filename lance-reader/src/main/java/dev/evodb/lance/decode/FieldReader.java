package dev.evodb.lance.decode;

import dev.evodb.bytes.ByteSource;
import dev.evodb.column.Column;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.Scratch;
import dev.evodb.type.Field;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads rows of one field from the pages of its leaves. Thread-safe if its sources are.
public final class FieldReader {
    private final ByteSource source;
    private final PageSource pages;
    private final long rows;
    private final long decodedBytes;
    private final PageCache cache = new PageCache();

    /// Answers the pages of a file column, in row order.
    public interface PageSource {
        /// `column` is trusted.
        List<Page> pages(int column) throws IOException;
    }

    /// A file of `rows` rows, of which one call of [#read] may decode `decodedBytes`.
    public FieldReader(ByteSource source, PageSource pages, long rows, long decodedBytes) {
        this.source = source;
        this.pages = pages;
        this.rows = rows;
        this.decodedBytes = decodedBytes;
    }

    /// The `wanted` rows of `field`; `leafColumns` are the file columns of its leaves, depth first.
    ///
    /// @throws IllegalArgumentException if the number of leaves is another
    public Column read(Field field, int[] leafColumns, RowSelection wanted) throws IOException {
        return read(field, leafColumns, wanted, Scratch.NONE);
    }

    /// As above; arrays are taken from `scratch`, also those of the column.
    public Column read(Field field, int[] leafColumns, RowSelection wanted, Scratch scratch) throws IOException {
        Location file = Location.of(source.name());
        List<LeafShape> shapes = LeafShapes.of(field, file);
        if (shapes.size() != leafColumns.length) {
            throw new IllegalArgumentException("field " + field.name() + " has " + shapes.size() + " leaves, got "
                    + leafColumns.length + " columns");
        }
        DecodeBudget budget = new DecodeBudget(decodedBytes, scratch);
        List<LeafBuilder> leaves = new ArrayList<>(leafColumns.length);
        for (int i = 0; i < leafColumns.length; i++) {
            leaves.add(readLeaf(shapes.get(i), pages.pages(leafColumns[i]), wanted, budget));
        }
        return ColumnAssembler.assemble(field, leaves, wanted.rows(), budget, file.inColumn(field.name()));
    }

    /// Where the `wanted` rows of `field` lie, if they follow each other in the file as they do in
    /// memory. `leafColumns` is as in [#read].
    public Optional<StoredValues> stored(Field field, int[] leafColumns, RowSelection wanted) throws IOException {
        OptionalInt width = StoredLayout.width(field.type());
        if (!wanted.isSpan() || width.isEmpty() || leafColumns.length != 1) {
            return Optional.empty();
        }
        List<Page> leafPages = pages.pages(leafColumns[0]);
        if (rows(leafPages) != rows) {
            return Optional.empty();
        }
        long bytes = (long) wanted.rows() * width.getAsInt();
        return StoredLayout.runs(field.type(), leafPages, wanted.first(), wanted.rows())
                .map(runs -> new StoredValues(
                        source,
                        runs.stream().mapToLong(run -> run[0]).toArray(),
                        runs.stream().mapToLong(run -> run[1]).toArray()))
                .filter(stored -> stored.bytes() == bytes);
    }

    private LeafBuilder readLeaf(LeafShape shape, List<Page> leafPages, RowSelection wantedRows, DecodeBudget budget)
            throws IOException {
        Location at = Location.of(source.name()).inColumn(shape.path());
        long found = rows(leafPages);
        int slots = shape.slotsPerRow();
        if (rows > Long.MAX_VALUE / slots || found != rows * slots) {
            throw new CorruptFileException(
                    at,
                    "column has " + found + " rows, the file has " + rows
                            + (slots == 1 ? "" : " of " + slots + " structs each"));
        }
        RowSelection wanted = wantedRows.times(slots, at);
        LeafBuilder leaf = new LeafBuilder(shape, at, budget);
        if (shape.lists() == 0) {
            leaf.reserveEntries(wanted.rows());
            leaf.items().reserve(wanted.rows());
        }
        int page = wanted.rows() == 0 ? leafPages.size() : pageOf(leafPages, wanted.first());
        for (; page < leafPages.size() && leafPages.get(page).firstRow() <= wanted.last(); page++) {
            Page next = leafPages.get(page);
            if (next.rows() > Integer.MAX_VALUE - 16) {
                throw new LimitExceededException("rows of one page", Integer.MAX_VALUE - 16, next.rows(), next.at());
            }
            RowRuns runs = wanted.within(next.firstRow(), next.firstRow() + next.rows());
            if (runs.count() > 0) {
                PageBytes bytes = new PageBytes(source, next, shape.path(), cache, budget.scratch());
                PageReader.read(bytes, runs, leaf, budget);
                bytes.giveBack();
            }
        }
        return leaf;
    }

    private static long rows(List<Page> pages) {
        return pages.isEmpty()
                ? 0
                : pages.getLast().firstRow() + pages.getLast().rows();
    }

    /// The page that holds `row`: the last one that starts at or before it.
    private static int pageOf(List<Page> pages, long row) {
        int low = 0;
        int high = pages.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (pages.get(middle).firstRow() <= row) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
