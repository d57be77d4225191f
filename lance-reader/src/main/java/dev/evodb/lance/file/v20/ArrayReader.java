package dev.evodb.lance.file.v20;

import dev.evodb.bytes.ByteSource;
import dev.evodb.column.Column;
import dev.evodb.column.Validity;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.decode.ItemBuilder;
import dev.evodb.lance.decode.ItemRanges;
import dev.evodb.lance.decode.ListRows;
import dev.evodb.lance.decode.RowRuns;
import dev.evodb.lance.decode.RowSelection;
import dev.evodb.lance.decode.ValidityBuilder;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.Values;
import dev.evodb.lance.schema.FieldColumns;
import dev.evodb.lance.schema.LogicalType;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Reads rows of fields from a file of version 2.0. Thread-safe if its sources are.
///
/// Every struct, list and leaf has a file column. A struct's column is not needed: nulls of structs are
/// not stored. A list's column says which items of the next column are wanted, and so on down to the
/// leaves.
public final class ArrayReader {
    /// Decoded at a time, so that what decoding takes besides the result is bounded.
    private static final long GROUP_BITS = 16L << 23;

    private static final long MOST_ITEMS = Integer.MAX_VALUE - 16;

    private final ByteSource source;
    private final ColumnSource columns;
    private final Extents fileBuffers;
    private final long rows;
    private final long decodedBytes;

    /// Answers the columns of a file.
    public interface ColumnSource {
        /// File columns in all.
        int count();

        /// Column `index`, which is one of them.
        ArrayColumn column(int index) throws IOException;
    }

    /// A file of `rows` rows, of which one call of [#read] may decode `decodedBytes`.
    public ArrayReader(ByteSource source, ColumnSource columns, Extents fileBuffers, long rows, long decodedBytes) {
        this.source = source;
        this.columns = columns;
        this.fileBuffers = fileBuffers;
        this.rows = rows;
        this.decodedBytes = decodedBytes;
    }

    /// The `wanted` rows of `field`, which is stored `where` that says.
    ///
    /// @throws CorruptFileException if a part of it is in no column of the file
    /// @throws UnsupportedFeatureException for types that this version of the format does not hold
    public Column read(SchemaField field, FieldColumns where, RowSelection wanted) throws IOException {
        Field type = field.toField(Location.of(source.name()));
        DecodeBudget budget = new DecodeBudget(decodedBytes);
        return new OneRead(where, budget).read(new Node(field, type.type(), field.name(), rows), wanted);
    }

    /// A field or a part of one, of which the file has `items`. `path` is the dotted name.
    private record Node(SchemaField field, DataType type, String path, long items) {
        Node child(int index, Field childType, long childItems) {
            SchemaField child = field.children().get(index);
            return new Node(child, childType.type(), path + "." + child.name(), childItems);
        }
    }

    /// Takes the wanted items of one page.
    private interface PageItems {
        void read(int index, ArrayPage page, PageBuffers buffers, ItemRanges wanted) throws IOException;
    }

    private final class OneRead {
        private final FieldColumns where;
        private final DecodeBudget budget;

        private OneRead(FieldColumns where, DecodeBudget budget) {
            this.where = where;
            this.budget = budget;
        }

        private Column read(Node node, RowSelection wanted) throws IOException {
            return switch (node.field().type()) {
                case LogicalType.Struct(boolean isPacked) -> isPacked ? leaf(node, wanted) : struct(node, wanted);
                case LogicalType.Blob(boolean isV2) when !isV2 -> leaf(node, wanted);
                case LogicalType.ListOf _ -> list(node, wanted);
                case LogicalType.Leaf _ -> leaf(node, wanted);
                case LogicalType.Blob _,
                        LogicalType.FixedSizeListOf _,
                        LogicalType.MapOf _,
                        LogicalType.Unsupported _ ->
                    throw new UnsupportedFeatureException(
                            "field type in file version 2.0",
                            node.field().logicalType(),
                            "the types listed in docs/format/lance-file-20.md",
                            at(node));
            };
        }

        private Column struct(Node node, RowSelection wanted) throws IOException {
            List<Field> types = ((DataType.Struct) node.type()).fields();
            List<Column> children = new ArrayList<>(types.size());
            for (int i = 0; i < types.size(); i++) {
                children.add(read(node.child(i, types.get(i), node.items()), wanted));
            }
            return new Column.StructColumn(Validity.allValid(wanted.rows()), children);
        }

        private Column list(Node node, RowSelection wanted) throws IOException {
            ArrayColumn column = column(node);
            long[] firstItems = new long[column.pages().size()];
            long items = 0;
            for (int i = 0; i < firstItems.length; i++) {
                ArrayPage page = column.pages().get(i);
                firstItems[i] = items;
                items += listsOf(page, node).items();
                if (items < 0) {
                    throw new CorruptFileException(page.at().inColumn(node.path()), "lists have more than 2^63 items");
                }
            }
            ListRows lists = new ListRows(wanted.rows(), budget, at(node));
            eachPage(node, column, wanted, (index, page, buffers, ranges) -> {
                long firstItem = firstItems[index];
                EndOffsets offsets = listsOf(page, node).readLists(ranges, buffers);
                for (int i = 0; i < offsets.count(); i++) {
                    if (offsets.isValid(i)) {
                        lists.append(firstItem + offsets.starts()[i], firstItem + offsets.ends()[i]);
                    } else {
                        lists.appendNull();
                    }
                }
            });
            Field item = ((DataType.ListOf) node.type()).item();
            return lists.build(read(node.child(0, item, items), lists.items()));
        }

        private ListOffsets listsOf(ArrayPage page, Node node) {
            if (page.encoding() instanceof ListOffsets lists) {
                return lists;
            }
            throw new CorruptFileException(
                    page.at().inColumn(node.path()),
                    "column is encoded as " + page.encoding().kind() + ", the field's type needs list");
        }

        private Column leaf(Node node, RowSelection wanted) throws IOException {
            ItemBuilder items = ItemBuilder.of(node.type(), at(node), budget);
            ValidityBuilder validity = new ValidityBuilder(wanted.rows(), budget, at(node));
            eachPage(node, column(node), wanted, (_, page, buffers, ranges) -> {
                Items read = page.encoding().read(ranges, buffers);
                if (items.size() == 0) {
                    // Only now that a page has shown values, so that a false number of rows costs nothing.
                    items.reserve(wanted.rows());
                }
                items.startPage(buffers.at());
                switch (read) {
                    case Items.Valid(Values values) -> {
                        items.append(values, 0, values.count());
                        validity.appendValid(values.count());
                    }
                    case Items.SomeNull(Values values, byte[] bits) -> {
                        items.append(values, 0, values.count());
                        validity.append(bits, 0, values.count());
                    }
                    case Items.AllNull(int count) -> {
                        items.appendNulls(count);
                        validity.appendNull(count);
                    }
                }
            });
            return items.build(validity.build());
        }

        private ArrayColumn column(Node node) throws IOException {
            int index = where.column(node.field().id());
            if (index < 0 || index >= columns.count()) {
                throw new CorruptFileException(
                        at(node),
                        "field " + node.field().id() + " is in file column " + index + ", the file has "
                                + columns.count());
            }
            ArrayColumn column = columns.column(index);
            if (column.items() != node.items()) {
                throw new CorruptFileException(
                        at(node), "column has " + column.items() + " items, the field needs " + node.items());
            }
            return column;
        }

        /// Hands out the wanted items of each page, in groups of limited memory.
        private void eachPage(Node node, ArrayColumn column, RowSelection wanted, PageItems taker) throws IOException {
            if (wanted.rows() == 0) {
                return;
            }
            LeafType type = LeafType.of(node.field(), node.type(), at(node));
            int next = column.pageOf(wanted.first());
            for (; next < column.pages().size(); next++) {
                ArrayPage page = column.pages().get(next);
                if (page.firstItem() > wanted.last()) {
                    break;
                }
                if (page.items() > MOST_ITEMS) {
                    throw new LimitExceededException("rows of one page", MOST_ITEMS, page.items(), page.at());
                }
                RowRuns runs = wanted.within(page.firstItem(), page.firstItem() + page.items());
                PageBuffers buffers =
                        new PageBuffers(source, page, column.buffers(), fileBuffers, type, node.path(), budget);
                int most = (int)
                        Math.max(1, GROUP_BITS / Math.max(64, page.encoding().bitsPerItem()));
                for (ItemRanges group : ItemRanges.groups(runs, most)) {
                    taker.read(next, page, buffers, group);
                }
            }
        }

        private Location at(Node node) {
            return Location.of(source.name()).inColumn(node.path());
        }
    }
}
