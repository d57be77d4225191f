package dev.evodb.lance.file.v01;

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
import dev.evodb.lance.decode.RowSelection;
import dev.evodb.lance.decode.ValidityBuilder;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.schema.LogicalType;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One read of one field, batch by batch. For one thread.
///
/// A batch has a page for every list and leaf of a field; those below a list hold the elements of all its
/// lists. Only null texts and binaries survive in this version: other nulls come back as 0, as empty
/// lists and as structs.
final class BatchReader {
    /// Decoded at a time, so that what decoding takes besides the result is bounded.
    private static final long GROUP_BITS = 16L << 23;

    private static final long MOST_ITEMS = Integer.MAX_VALUE - 16;

    private final ByteSource source;
    private final FileMetadata metadata;
    private final PageTable pages;
    private final DecodeBudget budget;

    BatchReader(ByteSource source, FileMetadata metadata, PageTable pages, DecodeBudget budget) {
        this.source = source;
        this.metadata = metadata;
        this.pages = pages;
        this.budget = budget;
    }

    Column read(SchemaField field, RowSelection wanted) throws IOException {
        Field type = field.toField(Location.of(source.name()));
        return read(new Node(field, type.type(), field.name(), metadata.batchOffsets()), wanted);
    }

    /// A field or a part of one. Batch `b` has its items `[firstItems[b], firstItems[b + 1])`. `path` is
    /// the dotted name.
    private record Node(SchemaField field, DataType type, String path, long[] firstItems) {
        Node child(int index, Field childType, long[] itsFirstItems) {
            SchemaField child = field.children().get(index);
            return new Node(child, childType.type(), path + "." + child.name(), itsFirstItems);
        }
    }

    /// Takes wanted items of one page, counted from its first.
    private interface PageItems {
        void read(int batch, StoredPage page, ItemRanges wanted) throws IOException;
    }

    private Column read(Node node, RowSelection wanted) throws IOException {
        return switch (node.field().type()) {
            case LogicalType.Struct _ -> struct(node, wanted);
            case LogicalType.ListOf(boolean isLarge) -> list(node, isLarge, wanted);
            case LogicalType.Leaf _ -> leaf(node, wanted);
            case LogicalType.Blob _, LogicalType.FixedSizeListOf _, LogicalType.MapOf _, LogicalType.Unsupported _ ->
                throw new UnsupportedFeatureException(
                        "field type in file version 0.1",
                        node.field().logicalType(),
                        "the types listed in docs/format/lance-file-01.md",
                        at(node));
        };
    }

    private Column struct(Node node, RowSelection wanted) throws IOException {
        List<Field> types = ((DataType.Struct) node.type()).fields();
        List<Column> children = new ArrayList<>(types.size());
        for (int i = 0; i < types.size(); i++) {
            children.add(read(node.child(i, types.get(i), node.firstItems()), wanted));
        }
        return new Column.StructColumn(Validity.allValid(wanted.rows()), children);
    }

    private Column list(Node node, boolean isLarge, RowSelection wanted) throws IOException {
        SchemaField item = node.field().children().getFirst();
        long[] firstItems = new long[metadata.batches() + 1];
        for (int batch = 0; batch < metadata.batches(); batch++) {
            firstItems[batch + 1] = firstItems[batch] + elements(item, batch, node);
            if (firstItems[batch + 1] < 0) {
                throw new CorruptFileException(at(node), "lists have more than 2^63 items");
            }
        }
        ListRows lists = new ListRows(wanted.rows(), budget, at(node));
        eachPage(node, 1, isLarge ? 64 : 32, wanted, (batch, page, ranges) -> {
            long elements = firstItems[batch + 1] - firstItems[batch];
            long[] ends = page.readPositions(ranges, isLarge ? 64 : 32, 0, elements);
            int next = 0;
            for (int run = 0; run < ranges.runs(); run++) {
                next++;
                for (long i = ranges.starts()[run]; i < ranges.ends()[run]; i++, next++) {
                    lists.append(firstItems[batch] + ends[next - 1], firstItems[batch] + ends[next]);
                }
            }
        });
        Field itemType = ((DataType.ListOf) node.type()).item();
        return lists.build(read(node.child(0, itemType, firstItems), lists.items()));
    }

    /// Items of `field`, which is below a list, in `batch`: what the first page below it says.
    private long elements(SchemaField field, int batch, Node list) {
        return switch (field.type()) {
            case LogicalType.Struct _
            when !field.children().isEmpty() -> elements(field.children().getFirst(), batch, list);
            case LogicalType.ListOf _ -> Math.max(0, pages.items(field.id(), batch, at(list)) - 1);
            case LogicalType.Struct _,
                    LogicalType.Leaf _,
                    LogicalType.Blob _,
                    LogicalType.FixedSizeListOf _,
                    LogicalType.MapOf _,
                    LogicalType.Unsupported _ -> pages.items(field.id(), batch, at(list));
        };
    }

    private Column leaf(Node node, RowSelection wanted) throws IOException {
        ItemBuilder items = ItemBuilder.of(node.type(), at(node), budget);
        ValidityBuilder validity = new ValidityBuilder(wanted.rows(), budget, at(node));
        LeafDecoder decoder = LeafDecoder.of(source, node.field(), node.type(), metadata.storage(), at(node));
        eachPage(node, 0, decoder.bitsPerItem(), wanted, (_, page, ranges) -> {
            LeafDecoder.Decoded read = decoder.decode(page, ranges, budget);
            if (items.size() == 0) {
                // Only now that a page has shown values, so that a false number of rows costs nothing.
                items.reserve(wanted.rows());
            }
            items.startPage(page.at());
            read.appendTo(items, validity);
        });
        return items.build(validity.build());
    }

    /// Hands out the wanted items of each page, in groups of limited memory. Pages have `more` entries
    /// than items, of `bits` each.
    private void eachPage(Node node, int more, long bits, RowSelection wanted, PageItems taker) throws IOException {
        if (wanted.rows() == 0) {
            return;
        }
        int most = (int) Math.max(1, GROUP_BITS / Math.max(64, bits));
        long[] first = node.firstItems();
        for (int batch = batchOf(first, wanted.first()); batch + 1 < first.length; batch++) {
            if (first[batch] > wanted.last()) {
                break;
            }
            long count = first[batch + 1] - first[batch];
            if (count > MOST_ITEMS) {
                throw new LimitExceededException("rows of one page", MOST_ITEMS, count, at(node));
            }
            if (count == 0) {
                continue;
            }
            long entries = pages.items(node.field().id(), batch, at(node));
            if (entries != count + more) {
                throw new CorruptFileException(
                        at(node).inPage(batch),
                        "page has " + entries + " entries, " + count + " items need " + (count + more));
            }
            StoredPage page = new StoredPage(
                    source, pages.position(node.field().id(), batch, at(node)), entries, at(node).inPage(batch));
            for (ItemRanges group : ItemRanges.groups(wanted.within(first[batch], first[batch + 1]), most)) {
                taker.read(batch, page, group);
            }
        }
    }

    /// The last batch that starts at or before `item`.
    private static int batchOf(long[] firstItems, long item) {
        int found = Arrays.binarySearch(firstItems, item);
        int batch = found >= 0 ? found : -found - 2;
        while (batch > 0 && firstItems[batch - 1] == item) {
            batch--;
        }
        return batch;
    }

    private Location at(Node node) {
        return Location.of(source.name()).inColumn(node.path());
    }
}
