package dev.evodb.lance;

import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.io.LocalFolder;
import dev.evodb.lance.io.NotATableException;
import dev.evodb.lance.io.TableStore;
import dev.evodb.lance.manifest.DataFile;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.lance.manifest.DeletionFile;
import dev.evodb.lance.manifest.IndexMetadata;
import dev.evodb.lance.manifest.Manifest;
import dev.evodb.lance.manifest.ManifestFile;
import dev.evodb.lance.manifest.ManifestReader;
import dev.evodb.lance.schema.LanceSchema;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// One version of a Lance table. An immutable snapshot, thread-safe; whoever opens it closes it.
///
/// ```java
/// try (LanceDataset table = LanceDataset.open(Path.of("samples/words.lance"));
///         Scan scan = table.scan(ScanRequest.ALL.columns("word").limit(10))) {
///     while (scan.next()) {
///         RecordBatch batch = scan.batch();
///     }
/// }
/// ```
///
/// Whatever the bytes of the table are, every method answers with data or throws [CorruptFileException],
/// [UnsupportedFeatureException], [dev.evodb.error.LimitExceededException] or an [IOException].
public final class LanceDataset implements Closeable {
    /// The name of the row id column: fragment id in the upper, row offset in the lower 32 bits,
    /// unsigned.
    public static final String ROW_ID = "_rowid";

    static final Field ROW_ID_FIELD = new Field(ROW_ID, new DataType.Int(64, false), false);

    /// The limit that [ReadLimits#decodedBytes] sets, as errors call it.
    static final String DECODED_BYTES = "decoded bytes";

    private static final String VERSIONS_FOLDER = "_versions";
    private static final String INDICES_FOLDER = "_indices/";

    private final TableStore store;
    private final ReadLimits limits;
    private final String manifestPath;
    private final List<Long> versions;
    private final Manifest manifest;
    private final OpenFiles files;
    private volatile @Nullable List<IndexMetadata> indices;

    private LanceDataset(
            TableStore store, ReadLimits limits, String manifestPath, List<Long> versions, Manifest manifest) {
        this.store = store;
        this.limits = limits;
        this.manifestPath = manifestPath;
        this.versions = versions;
        this.manifest = manifest;
        this.files = new OpenFiles(store, limits);
    }

    /// The newest version of the table in `folder`.
    ///
    /// @throws NotATableException if there is no table
    public static LanceDataset open(Path folder) throws IOException {
        return open(folder, OpenOptions.DEFAULT);
    }

    /// The table in `folder`.
    ///
    /// @throws NotATableException if there is no table
    /// @throws IllegalArgumentException if the table has not the version asked for
    public static LanceDataset open(Path folder, OpenOptions options) throws IOException {
        return open(LocalFolder.open(folder), options);
    }

    /// The table in `store`.
    ///
    /// @throws NotATableException if there is no table
    /// @throws IllegalArgumentException if the table has not the version asked for
    public static LanceDataset open(TableStore store, OpenOptions options) throws IOException {
        // A listing is the truth about the newest version; the hint file beside it may be stale.
        List<ManifestFile> manifests = ManifestFile.among(store.list(VERSIONS_FOLDER));
        if (manifests.isEmpty()) {
            throw new NotATableException(store.name(), "has no manifest in its " + VERSIONS_FOLDER + " folder");
        }
        List<Long> versions = manifests.stream().map(ManifestFile::version).toList();
        ManifestFile chosen = choose(manifests, options.version());
        String path = VERSIONS_FOLDER + "/" + chosen.name();
        try (ByteSource source = store.open(path)) {
            Manifest manifest = new ManifestReader(source, options.limits()).read();
            if (manifest.version() != chosen.version()) {
                throw new CorruptFileException(
                        Location.of(path),
                        "manifest is of version " + Long.toUnsignedString(manifest.version())
                                + ", its name says version " + Long.toUnsignedString(chosen.version()));
            }
            return new LanceDataset(store, options.limits(), path, versions, manifest);
        }
    }

    /// The number of this version, unsigned.
    public long version() {
        return manifest.version();
    }

    /// Every version that the table had when it was opened, oldest first, unsigned.
    public List<Long> versions() {
        return versions;
    }

    public Manifest manifest() {
        return manifest;
    }

    public LanceSchema schema() {
        return manifest.schema();
    }

    /// The names of the top-level columns, in schema order.
    public List<String> columnNames() {
        return schema().fields().stream().map(SchemaField::name).toList();
    }

    /// The file format of the table's data files, as in `2.1`.
    public String fileFormatVersion() {
        return manifest.dataFormat().isEmpty() ? "0.1" : manifest.dataFormat();
    }

    /// How many rows a full scan gives.
    ///
    /// @throws UnsupportedFeatureException if the writer did not record how many rows are deleted
    public long countRows() {
        long rows = 0;
        for (DataFragment fragment : manifest.fragments()) {
            long deleted =
                    fragment.deletionFile().map(DeletionFile::deletedRows).orElse(0L);
            if (fragment.deletionFile().isPresent() && deleted == 0) {
                throw new UnsupportedFeatureException(
                        "deletion file",
                        "of fragment " + fragment.id() + " without a count",
                        "deletion files with one",
                        location());
            }
            rows += fragment.physicalRows() - deleted;
        }
        return rows;
    }

    /// The segments of the table's indices, in manifest order.
    public List<IndexMetadata> indices() throws IOException {
        List<IndexMetadata> known = indices;
        if (known == null) {
            try (ByteSource source = store.open(manifestPath)) {
                known = new ManifestReader(source, limits).readIndices(manifest);
            }
            indices = known;
        }
        return known;
    }

    /// Opens a file of an index segment (`index.idx`, `auxiliary.idx`), which the caller closes.
    public LanceFile indexFile(IndexMetadata index, String name) throws IOException {
        return OpenFiles.open(store, indexPath(index, name), limits);
    }

    /// The bytes of a file of an index segment; the caller closes them.
    public ByteSource indexSource(IndexMetadata index, String name) throws IOException {
        return store.open(indexPath(index, name));
    }

    /// The bytes of a data file of this version; the caller closes them.
    public ByteSource dataSource(DataFile file) throws IOException {
        checkOwn(file.baseId());
        return store.open(FragmentReader.DATA_FOLDER + file.path());
    }

    /// Starts a scan; rows come in the order of fragments and of rows in them. The caller closes it.
    ///
    /// @throws IllegalArgumentException for unknown columns and for filters that do not make sense
    /// @throws UnsupportedFeatureException for columns and filters that this version does not read
    public Scan scan(ScanRequest request) {
        return new Scan(this, request);
    }

    /// The rows at `offsets`, counted over the whole table, in the given order, repeated as often as
    /// asked for.
    ///
    /// @throws IllegalArgumentException for an offset that is not in `[0, countRows())`
    public RecordBatch take(List<String> columns, long[] offsets) throws IOException {
        return new Take(this, columns).offsets(offsets);
    }

    /// The rows with the given row ids, in the given order, repeated as often as asked for.
    ///
    /// @throws IllegalArgumentException for a row id that the table has not
    public RecordBatch takeRowIds(List<String> columns, long[] rowIds) throws IOException {
        return new Take(this, columns).rowIds(rowIds);
    }

    /// Closes the files of running scans as well.
    @Override
    public void close() throws IOException {
        files.close();
    }

    ReadLimits limits() {
        return limits;
    }

    /// The manifest of this version.
    public Location location() {
        return Location.of(manifestPath);
    }

    /// Reads one fragment; for one thread, which closes it.
    FragmentReader reader(DataFragment fragment) {
        return new FragmentReader(fragment, files, location(), limits.decodedBytes());
    }

    /// The named columns.
    Projection project(List<String> columns) {
        Projection projection = Projection.of(schema(), columns, location());
        if (projection.hasRowId()) {
            checkRowIdsAreAddresses();
        }
        return projection;
    }

    void checkRowIdsAreAddresses() {
        if (manifest.hasStableRowIds()) {
            throw new UnsupportedFeatureException("row ids", "stable", "row ids that are row addresses", location());
        }
    }

    private String indexPath(IndexMetadata index, String name) {
        if (name.isEmpty() || !name.chars().allMatch(c -> c == '.' || c == '_' || Character.isLetterOrDigit(c))) {
            throw new IllegalArgumentException("not the name of an index file: " + name);
        }
        checkOwn(index.baseId());
        return INDICES_FOLDER + index.uuid() + "/" + name;
    }

    private void checkOwn(OptionalInt baseId) {
        if (baseId.isPresent()) {
            throw new UnsupportedFeatureException(
                    "base path", String.valueOf(baseId.getAsInt()), "files below the table's own folder", location());
        }
    }

    private static ManifestFile choose(List<ManifestFile> manifests, OptionalLong version) {
        if (version.isEmpty()) {
            return manifests.getLast();
        }
        Optional<ManifestFile> found = manifests.stream()
                .filter(manifest -> manifest.version() == version.getAsLong())
                .findFirst();
        return found.orElseThrow(() -> new IllegalArgumentException("no version "
                + Long.toUnsignedString(version.getAsLong()) + ", the versions are " + VersionRanges.of(manifests)));
    }
}
