package dev.evodb.lance.file.v01;

import dev.evodb.bytes.ByteSource;
import dev.evodb.column.Column;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.decode.RowSelection;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.schema.FieldColumns;
import dev.evodb.lance.schema.LanceSchema;
import dev.evodb.lance.schema.SchemaField;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// A file of version 0.1. Thread-safe.
public final class BatchFile {
    private final ByteSource source;
    private final ReadLimits limits;
    private final FileMetadata metadata;
    private final FieldColumns ownFields;
    private final AtomicReference<PageTable> ownPages = new AtomicReference<>();

    private BatchFile(ByteSource source, ReadLimits limits, FileMetadata metadata) {
        this.source = source;
        this.limits = limits;
        this.metadata = metadata;
        List<Integer> ids = new ArrayList<>();
        addIds(metadata.schema().fields(), ids);
        this.ownFields = FieldColumns.of(ids.stream().mapToInt(id -> id).toArray(), new int[0]);
    }

    /// Reads footer, metadata and schema; `source` stays the caller's.
    public static BatchFile open(ByteSource source, ReadLimits limits) throws IOException {
        return new BatchFile(source, limits, FileMetadata.read(source, limits));
    }

    /// Without fields if the schema is not in the file.
    public LanceSchema schema() {
        return metadata.schema();
    }

    public long rows() {
        return metadata.rows();
    }

    /// The fields of the file's own schema.
    public FieldColumns ownFields() {
        return ownFields;
    }

    /// The `wanted` rows of `field`. The ids that `where` knows matter only if the file has no schema.
    ///
    /// @throws dev.evodb.error.CorruptFileException if the file has not all of `field`
    /// @throws dev.evodb.error.UnsupportedFeatureException for types and encodings that are not read
    public Column read(SchemaField field, FieldColumns where, RowSelection wanted) throws IOException {
        DecodeBudget budget = new DecodeBudget(limits.decodedBytes());
        return new BatchReader(source, metadata, pages(where), budget).read(field, wanted);
    }

    private PageTable pages(FieldColumns where) throws IOException {
        boolean hasSchema = !metadata.schema().fields().isEmpty();
        PageTable known = ownPages.get();
        if (hasSchema && known != null) {
            return known;
        }
        FieldColumns fields = hasSchema ? ownFields : where;
        PageTable read = PageTable.read(
                source, metadata.pageTable(), fields.leastId(), fields.greatestId(), metadata.batches(), limits);
        if (hasSchema) {
            ownPages.set(read);
        }
        return read;
    }

    private static void addIds(List<SchemaField> fields, List<Integer> ids) {
        for (SchemaField field : fields) {
            ids.add(field.id());
            addIds(field.children(), ids);
        }
    }
}
