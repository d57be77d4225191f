package dev.evodb.lance;

import dev.evodb.column.Column;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.BasePaths.StoredFile;
import dev.evodb.lance.blob.Blob;
import dev.evodb.lance.blob.BlobFile;
import dev.evodb.lance.blob.BlobPlace;
import dev.evodb.lance.blob.Blobs;
import dev.evodb.lance.manifest.DataFile;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.lance.schema.LanceSchema;
import dev.evodb.lance.schema.LogicalType;
import dev.evodb.lance.schema.SchemaField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the blobs of rows: their descriptions, and from these the files.
final class BlobTake {
    private static final String FILE_SUFFIX = ".lance";

    private final Fragments fragments;
    private final Projection.Stored column;
    private final int fieldId;
    private final Location at;

    /// `name` is a top-level column, or a path through structs.
    ///
    /// @throws IllegalArgumentException if it is no column of blobs
    BlobTake(Fragments fragments, LanceSchema schema, String name) {
        this.fragments = fragments;
        this.at = fragments.manifest().inColumn(name);
        List<SchemaField> path = ColumnPath.find(schema.fields(), name);
        boolean isBlob = !path.isEmpty()
                && path.getLast().type() instanceof LogicalType.Blob
                && path.subList(0, path.size() - 1).stream()
                        .allMatch(parent -> parent.type() instanceof LogicalType.Struct);
        if (!isBlob) {
            throw new IllegalArgumentException("column " + name + " is no column of blobs");
        }
        this.fieldId = path.getLast().id();
        Projection.Stored scanned = (Projection.Stored)
                Projection.of(schema, List.of(name), at).entries().getFirst();
        // A scan answers some nulls as descriptions of nothing; here they are told apart.
        this.column = new Projection.Stored(scanned.field(), scanned.stored().withNullBlobs(), scanned.path());
    }

    /// What to take of each row: its description and its address.
    Projection projection() {
        return new Projection(
                List.of(column, new Projection.OfRow(SystemColumn.ROW_ADDRESS.field(), SystemColumn.ROW_ADDRESS)));
    }

    /// The blobs of `rows`, which were taken by [#projection].
    Blobs blobs(RecordBatch rows) {
        Column descriptions = rows.columns().get(0);
        long[] addresses = ((Column.LongColumn) rows.columns().get(1)).values();
        Map<StoredFile, BlobFile> files = new HashMap<>();
        List<Optional<Blob>> blobs = new ArrayList<>(rows.rows());
        for (int i = 0; i < rows.rows(); i++) {
            Optional<BlobPlace> place = BlobPlace.of(descriptions, i, at);
            if (place.isEmpty()) {
                blobs.add(Optional.empty());
                continue;
            }
            StoredFile stored = file(place.get(), addresses[i]);
            BlobFile file = files.computeIfAbsent(
                    stored, _ -> new BlobFile(() -> stored.store().open(stored.path())));
            blobs.add(Optional.of(
                    new Blob(file, place.get().position(), place.get().size())));
        }
        return new Blobs(blobs, files.values());
    }

    private StoredFile file(BlobPlace place, long address) {
        DataFragment fragment = fragments.all().get(fragments.indexOf(address >>> 32));
        DataFile file = dataFile(fragment);
        return switch (place) {
            case BlobPlace.InDataFile _ -> fragments.dataFile(file, file.path());
            case BlobPlace.InSidecar sidecar -> fragments.dataFile(file, folder(file) + "/" + sidecar.fileName());
            case BlobPlace.Elsewhere _ ->
                throw new UnsupportedFeatureException(
                        "blob", "at a URI of its own", "blobs in the files of the table", at);
        };
    }

    /// The file of `fragment` that holds the column. There is one: rows without it have no descriptions.
    private DataFile dataFile(DataFragment fragment) {
        for (DataFile file : fragment.files()) {
            for (int id : file.fields()) {
                if (id == fieldId) {
                    return file;
                }
            }
        }
        throw new IllegalStateException("fragment " + fragment.id() + " has descriptions, but no file with them");
    }

    /// The folder of the sidecars: the file's name without its suffix.
    private static String folder(DataFile file) {
        String path = file.path();
        return path.endsWith(FILE_SUFFIX) ? path.substring(0, path.length() - FILE_SUFFIX.length()) : path;
    }
}
