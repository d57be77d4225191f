package dev.evodb.lance;

import dev.evodb.column.Column;
import dev.evodb.column.Column.ListColumn;
import dev.evodb.column.Column.LongColumn;
import dev.evodb.column.Column.StructColumn;
import dev.evodb.column.Validity;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.manifest.DataFile;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.type.DataType;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads rows of one fragment, whose columns may lie in several files, or in none. For one thread.
final class FragmentReader implements Closeable {
    static final String DATA_FOLDER = "data/";

    private final DataFragment fragment;
    private final OpenFiles files;
    private final Location manifest;
    private final long maxBytes;
    private final Map<Integer, Stored> columnsByField = new HashMap<>();
    private final Map<DataFile, OpenFiles.Lease> leases = new HashMap<>();

    /// Where the values of a field are.
    private record Stored(DataFile file, int column) {}

    /// Some leaves of a field, out of one file.
    private record Part(SchemaField field, Column column) {}

    /// Reads at most `maxBytes` of decoded columns at a time. `manifest` is the file that describes the
    /// fragment.
    ///
    /// @throws UnsupportedFeatureException if reading the files alone would give wrong rows
    FragmentReader(DataFragment fragment, OpenFiles files, Location manifest, long maxBytes) {
        this.fragment = fragment;
        this.files = files;
        this.manifest = manifest;
        this.maxBytes = maxBytes;
        if (fragment.deletionFile().isPresent()) {
            throw new UnsupportedFeatureException(
                    "deletion file", "of fragment " + fragment.id(), "fragments without deleted rows", manifest);
        }
        for (DataFile file : fragment.files()) {
            int[] fields = file.fields();
            for (int i = 0; i < fields.length; i++) {
                // A file without column indices is of a version that has no file columns; opening it says so.
                int column = file.columnIndices().length == 0 ? -1 : file.columnIndices()[i];
                columnsByField.putIfAbsent(fields[i], new Stored(file, column));
            }
        }
    }

    long rows() {
        return fragment.physicalRows();
    }

    /// The rows of `range`, in the order of the projection's columns.
    List<Column> read(Projection projection, RowRange range) throws IOException {
        List<Column> columns = new ArrayList<>();
        long bytes = 0;
        for (Projection.Entry entry : projection.entries()) {
            Column column = switch (entry) {
                case Projection.RowId _ -> rowIds(range);
                case Projection.Stored stored -> stored.child(read(stored.stored(), range));
            };
            bytes += ColumnEdit.bytes(column);
            checkBytes(bytes);
            columns.add(column);
        }
        return columns;
    }

    @Override
    public void close() throws IOException {
        for (OpenFiles.Lease lease : leases.values()) {
            lease.close();
        }
        leases.clear();
    }

    private Column rowIds(RowRange range) {
        long[] ids = new long[range.count()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = fragment.id() << 32 | range.row(i);
        }
        return new LongColumn(Validity.allValid(ids.length), ids);
    }

    private Column read(SchemaField field, RowRange range) throws IOException {
        Map<DataFile, Set<Integer>> leavesByFile = new LinkedHashMap<>();
        for (SchemaField leaf : field.leaves()) {
            Stored stored = columnsByField.get(leaf.id());
            if (stored != null) {
                leavesByFile
                        .computeIfAbsent(stored.file(), _ -> new HashSet<>())
                        .add(leaf.id());
            }
        }
        List<Part> parts = new ArrayList<>();
        for (Map.Entry<DataFile, Set<Integer>> leaves : leavesByFile.entrySet()) {
            SchemaField stored = field.withLeaves(leaves.getValue()).orElseThrow();
            parts.add(new Part(stored, readStored(leaves.getKey(), stored, range)));
        }
        return combine(field, parts, range.count());
    }

    private Column readStored(DataFile dataFile, SchemaField field, RowRange range) throws IOException {
        LanceFile file = open(dataFile);
        List<SchemaField> leaves = field.leaves();
        int[] columns = new int[leaves.size()];
        for (int i = 0; i < columns.length; i++) {
            Stored stored = columnsByField.get(leaves.get(i).id());
            columns[i] = stored == null ? -1 : stored.column();
            if (columns[i] < 0 || columns[i] >= file.columnCount()) {
                throw new CorruptFileException(
                        manifest.inColumn(field.name()),
                        "field " + leaves.get(i).id() + " is column " + columns[i] + " of " + file.name()
                                + ", which has " + file.columnCount());
            }
        }
        return switch (range) {
            case RowRange.Span(long from, int count) -> file.read(field.toField(manifest), columns, from, count);
            case RowRange.Picked(long[] rows) -> file.take(field.toField(manifest), columns, rows);
        };
    }

    private LanceFile open(DataFile dataFile) throws IOException {
        OpenFiles.Lease lease = leases.get(dataFile);
        if (lease == null) {
            if (dataFile.baseId().isPresent()) {
                throw new UnsupportedFeatureException(
                        "base path",
                        String.valueOf(dataFile.baseId().getAsInt()),
                        "files below the table's own folder",
                        manifest);
            }
            lease = files.lease(DATA_FOLDER + dataFile.path());
            leases.put(dataFile, lease);
        }
        LanceFile file = lease.file();
        if (file.rows() != fragment.physicalRows()) {
            throw new CorruptFileException(
                    Location.of(file.name()),
                    "file has " + file.rows() + " rows, fragment " + fragment.id() + " has " + fragment.physicalRows());
        }
        return file;
    }

    /// The whole of `field` out of the parts that are stored; leaves that no part has are null.
    private Column combine(SchemaField field, List<Part> parts, int rows) {
        if (parts.isEmpty()) {
            DataType type = field.toField(manifest).type();
            checkBytes(ColumnEdit.rowBytes(type) * rows);
            return ColumnEdit.allNull(type, rows);
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
                    children.add(combine(child, childParts, rows));
                }
                yield new StructColumn(validity, children);
            }
            case ListColumn(Validity validity, int[] offsets, Column items)
            when parts.size() == 1 -> {
                Part item = new Part(first.field().children().getFirst(), items);
                yield new ListColumn(
                        validity, offsets, combine(field.children().getFirst(), List.of(item), items.rows()));
            }
            default ->
                throw new UnsupportedFeatureException(
                        "list",
                        "whose items lie in several files",
                        "lists in one file",
                        manifest.inColumn(field.name()));
        };
    }

    private void checkBytes(long bytes) {
        if (bytes > maxBytes) {
            throw new LimitExceededException(LanceDataset.DECODED_BYTES, maxBytes, bytes, manifest);
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
