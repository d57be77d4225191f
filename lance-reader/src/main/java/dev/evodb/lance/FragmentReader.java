package dev.evodb.lance;

import dev.evodb.column.Column;
import dev.evodb.column.Column.FixedSizeListColumn;
import dev.evodb.column.Column.ListColumn;
import dev.evodb.column.Column.LongColumn;
import dev.evodb.column.Column.StructColumn;
import dev.evodb.column.Validity;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.lance.decode.StoredValues;
import dev.evodb.lance.deletion.DeletionVector;
import dev.evodb.lance.encoding.Scratch;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.manifest.DataFile;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.lance.manifest.RowSequence;
import dev.evodb.lance.rowid.RowIdSequence;
import dev.evodb.lance.rowid.RowVersions;
import dev.evodb.lance.schema.FieldColumns;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.type.DataType;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads rows of one fragment, whose columns may lie in several files, or in none. For one thread.
///
/// Rows are physical: what is deleted is read like the rest, if it is asked for.
final class FragmentReader implements Closeable {
    private static final int TOMBSTONE = -2;

    private final Fragments fragments;
    private final DataFragment fragment;
    private final long rows;
    private final Location manifest;
    private final Map<Integer, DataFile> filesByField = new HashMap<>();
    private final Map<DataFile, FieldColumns> columnsByFile = new HashMap<>();
    private final Map<DataFile, OpenFiles.Lease> leases = new HashMap<>();
    private final Scratch scratch = new Scratch();
    private @Nullable RowIdSequence rowIds;
    private final Map<RowSequence, RowVersions> versions = new HashMap<>();

    /// Some leaves of a field, out of one file.
    private record Part(SchemaField field, Column column) {}

    /// Reads `fragment`, which has `rows` physical rows.
    FragmentReader(Fragments fragments, DataFragment fragment, long rows) {
        this.fragments = fragments;
        this.fragment = fragment;
        this.rows = rows;
        this.manifest = fragments.manifest();
        for (DataFile file : fragment.files()) {
            for (int field : file.fields()) {
                if (field != TOMBSTONE) {
                    filesByField.putIfAbsent(field, file);
                }
            }
        }
    }

    DataFragment fragment() {
        return fragment;
    }

    long rows() {
        return rows;
    }

    /// The file that describes the fragment.
    Location manifest() {
        return manifest;
    }

    /// The rows of `range`, in the order of the projection's columns.
    RecordBatch read(Projection projection, RowRange range) throws IOException {
        return new BatchRows(this, projection, range, fragments.limits().decodedBytes()).read();
    }

    /// The rows of `range` of one column.
    Column read(Projection.Entry entry, RowRange range) throws IOException {
        return read(entry, range, Scratch.NONE);
    }

    /// As [#read(Projection.Entry, RowRange)], for a column whose arrays are given to [#scratch] again.
    Column borrow(Projection.Entry entry, RowRange range) throws IOException {
        return read(entry, range, scratch);
    }

    /// What [#borrow] takes arrays from.
    Scratch scratch() {
        return scratch;
    }

    private Column read(Projection.Entry entry, RowRange range, Scratch arrays) throws IOException {
        return switch (entry) {
            case Projection.OfRow(var _, SystemColumn kind) -> system(kind, range);
            case Projection.Stored stored -> stored.child(read(stored.stored(), range, arrays));
        };
    }

    /// Where the rows of `range` of one column lie, if they lie there as they do in memory.
    Optional<StoredValues> stored(Projection.Entry entry, RowRange range) throws IOException {
        if (!(entry instanceof Projection.Stored(var _, SchemaField field, List<Integer> path))
                || !path.isEmpty()
                || !(range instanceof RowRange.Span(long from, int count))
                || field.leaves().size() != 1) {
            return Optional.empty();
        }
        DataFile file = filesByField.get(field.leaves().getFirst().id());
        return file == null ? Optional.empty() : open(file).stored(field, columns(file), from, count);
    }

    @Override
    public void close() throws IOException {
        for (OpenFiles.Lease lease : leases.values()) {
            lease.close();
        }
        leases.clear();
    }

    private Column system(SystemColumn kind, RowRange range) throws IOException {
        return switch (kind) {
            case ROW_ID -> fragments.hasStableRowIds() ? stableRowIds(range) : addresses(range);
            case ROW_ADDRESS -> addresses(range);
            case ROW_OFFSET -> offsets(range);
            case CREATED_AT_VERSION -> versions(fragment.createdAtVersions(), range);
            case LAST_UPDATED_AT_VERSION -> versions(fragment.lastUpdatedAtVersions(), range);
        };
    }

    private Column addresses(RowRange range) {
        long[] addresses = new long[range.count()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = fragment.id() << 32 | range.row(i);
        }
        return new LongColumn(Validity.allValid(addresses.length), addresses);
    }

    /// A row that is deleted has the offset of the next that is not.
    private Column offsets(RowRange range) throws IOException {
        DeletionVector deleted = fragments.deletions(fragment);
        long start = fragments.starts()[fragments.indexOf(fragment.id())];
        long[] offsets = new long[range.count()];
        // Where no row is deleted, offsets are this far from rows.
        long distance = 0;
        long nextDeleted = -1;
        for (int i = 0; i < offsets.length; i++) {
            long row = range.row(i);
            if (nextDeleted < row) {
                distance = start + deleted.liveBefore(row) - row;
                nextDeleted = deleted.nextDeleted(row);
            }
            offsets[i] = row + distance;
        }
        return new LongColumn(Validity.allValid(offsets.length), offsets);
    }

    private Column stableRowIds(RowRange range) throws IOException {
        RowIdSequence sequence = rowIds;
        if (sequence == null) {
            sequence = fragments.rowIds(fragment);
            rowIds = sequence;
        }
        long[] ids = new long[range.count()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = sequence.get(range.row(i));
        }
        return new LongColumn(Validity.allValid(ids.length), ids);
    }

    /// Null where the writer did not record versions.
    private Column versions(Optional<RowSequence> sequence, RowRange range) throws IOException {
        long[] numbers = new long[range.count()];
        if (sequence.isEmpty()) {
            return new LongColumn(Validity.allNull(numbers.length), numbers);
        }
        RowVersions known = versions.get(sequence.get());
        if (known == null) {
            known = fragments.versions(fragment, sequence.get());
            versions.put(sequence.get(), known);
        }
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = known.get(range.row(i));
        }
        return new LongColumn(Validity.allValid(numbers.length), numbers);
    }

    private Column read(SchemaField field, RowRange range, Scratch arrays) throws IOException {
        Map<DataFile, Set<Integer>> leavesByFile = new LinkedHashMap<>();
        for (SchemaField leaf : field.leaves()) {
            DataFile file = filesByField.get(leaf.id());
            if (file != null) {
                leavesByFile.computeIfAbsent(file, _ -> new HashSet<>()).add(leaf.id());
            }
        }
        List<Part> parts = new ArrayList<>();
        for (Map.Entry<DataFile, Set<Integer>> leaves : leavesByFile.entrySet()) {
            SchemaField stored = field.withLeaves(leaves.getValue()).orElseThrow();
            parts.add(new Part(stored, readStored(leaves.getKey(), stored, range, arrays)));
        }
        return combine(field, parts, range.count());
    }

    private Column readStored(DataFile dataFile, SchemaField field, RowRange range, Scratch arrays) throws IOException {
        LanceFile file = open(dataFile);
        FieldColumns where = columns(dataFile);
        return switch (range) {
            case RowRange.Span(long from, int count) -> file.read(field, where, from, count, arrays);
            case RowRange.Picked(long[] rows) -> file.take(field, where, rows);
        };
    }

    private FieldColumns columns(DataFile file) {
        return columnsByFile.computeIfAbsent(file, _ -> FieldColumns.of(file.fields(), file.columnIndices()));
    }

    private LanceFile open(DataFile dataFile) throws IOException {
        OpenFiles.Lease lease = leases.get(dataFile);
        if (lease == null) {
            lease = fragments.lease(dataFile);
            leases.put(dataFile, lease);
        }
        LanceFile file = lease.file();
        if (file.rows() != rows) {
            throw new CorruptFileException(
                    Location.of(file.name()),
                    "file has " + file.rows() + " rows, fragment " + fragment.id() + " has " + rows);
        }
        return file;
    }

    /// The whole of `field` out of the parts that are stored; leaves that no part has are null.
    private Column combine(SchemaField field, List<Part> parts, int count) {
        if (parts.isEmpty()) {
            DataType type = field.toField(manifest).type();
            checkBytes(ColumnEdit.rowBytes(type) * count);
            return ColumnEdit.allNull(type, count);
        }
        Part first = parts.getFirst();
        if (parts.size() == 1 && first.field().equals(field)) {
            return first.column();
        }
        return switch (first.column()) {
            case StructColumn(Validity validity, var _) -> {
                List<Column> children = new ArrayList<>();
                for (SchemaField child : field.children()) {
                    List<Part> childParts = parts.stream()
                            .map(part -> child(part, child.id()))
                            .flatMap(Optional::stream)
                            .toList();
                    children.add(combine(child, childParts, count));
                }
                yield new StructColumn(validity, children);
            }
            case ListColumn(Validity validity, int[] offsets, Column items) -> {
                List<Part> itemParts = new ArrayList<>();
                for (Part part : parts) {
                    ListColumn list = (ListColumn) part.column();
                    if (!Arrays.equals(list.offsets(), offsets)) {
                        throw new CorruptFileException(
                                manifest.inColumn(field.name()), "files of one fragment have lists of other lengths");
                    }
                    itemParts.add(new Part(part.field().children().getFirst(), list.items()));
                }
                yield new ListColumn(validity, offsets, combine(field.children().getFirst(), itemParts, items.rows()));
            }
            case FixedSizeListColumn(Validity validity, int size, Column items) -> {
                List<Part> itemParts = parts.stream()
                        .map(part -> new Part(
                                part.field().children().getFirst(), ((FixedSizeListColumn) part.column()).items()))
                        .toList();
                yield new FixedSizeListColumn(
                        validity, size, combine(field.children().getFirst(), itemParts, items.rows()));
            }
            default ->
                throw new CorruptFileException(
                        manifest.inColumn(field.name()), "leaf is stored in " + parts.size() + " files");
        };
    }

    private void checkBytes(long bytes) {
        long most = fragments.limits().decodedBytes();
        if (bytes > most) {
            throw new LimitExceededException(LanceDataset.DECODED_BYTES, most, bytes, manifest);
        }
    }

    private static Optional<Part> child(Part part, int id) {
        List<SchemaField> children = part.field().children();
        for (int i = 0; i < children.size(); i++) {
            if (children.get(i).id() == id) {
                return Optional.of(new Part(
                        children.get(i),
                        ((StructColumn) part.column()).children().get(i)));
            }
        }
        return Optional.empty();
    }
}
