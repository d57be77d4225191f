package dev.evodb.lance;

import dev.evodb.bytes.ByteSource;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.blob.Blobs;
import dev.evodb.lance.deletion.DeletionVector;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.index.ScalarIndices;
import dev.evodb.lance.io.LocalFolder;
import dev.evodb.lance.io.NotATableException;
import dev.evodb.lance.io.TableStore;
import dev.evodb.lance.manifest.DataFile;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.lance.manifest.IndexMetadata;
import dev.evodb.lance.manifest.Manifest;
import dev.evodb.lance.manifest.ManifestFile;
import dev.evodb.lance.manifest.ManifestReader;
import dev.evodb.lance.ref.Branch;
import dev.evodb.lance.ref.RefReader;
import dev.evodb.lance.ref.Tag;
import dev.evodb.lance.schema.LanceSchema;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.lance.text.FullTextQuery;
import dev.evodb.lance.text.TextHits;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

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
/// [dev.evodb.error.UnsupportedFeatureException], [dev.evodb.error.LimitExceededException] or an
/// [IOException].
public final class LanceDataset implements Closeable {
    /// The name of the row id column, unsigned: the address of the row, or its stable id in tables that
    /// have those.
    public static final String ROW_ID = "_rowid";

    /// The name of the row address column: fragment id in the upper, physical row of the fragment in the
    /// lower 32 bits, unsigned.
    public static final String ROW_ADDRESS = "_rowaddr";

    /// The name of the column with the place of a row among all rows of the table that are not deleted,
    /// unsigned: what [#take] counts.
    public static final String ROW_OFFSET = "_rowoffset";

    /// The name of the column with the version that made a row; null where the writer did not record it.
    public static final String ROW_CREATED_AT_VERSION = "_row_created_at_version";

    /// The name of the column with the version that last changed a row; null where the writer did not
    /// record it.
    public static final String ROW_LAST_UPDATED_AT_VERSION = "_row_last_updated_at_version";

    /// The limit that [ReadLimits#decodedBytes] sets, as errors call it.
    static final String DECODED_BYTES = "decoded bytes";

    private static final String INDICES_FOLDER = "_indices/";
    private static final String BRANCHES_FOLDER = "tree/";

    private final TableStore root;
    private final TableStore store;
    private final ReadLimits limits;
    private final String manifestPath;
    private final Manifest manifest;
    private final BasePaths paths;
    private final OpenFiles files;
    private final Fragments fragments;
    private final FullText fullText = new FullText(this);
    private volatile @Nullable List<Long> versions;
    private volatile @Nullable List<IndexMetadata> indices;
    private @Nullable ScalarIndices scalarIndices;

    private LanceDataset(TableStore root, TableStore store, OpenOptions options, Versions.Found found) {
        this.root = root;
        this.store = store;
        this.limits = options.limits();
        this.manifestPath = found.path();
        this.manifest = found.manifest();
        this.files = new OpenFiles(limits);
        this.paths = new BasePaths(store, manifest.basePaths(), options.bases(), location());
        this.fragments =
                new Fragments(manifest.fragments(), manifest.hasStableRowIds(), paths, files, limits, location());
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
    /// @throws IllegalArgumentException if the table has not the version, tag or branch asked for
    public static LanceDataset open(Path folder, OpenOptions options) throws IOException {
        return open(LocalFolder.open(folder), options);
    }

    /// The table in `store`.
    ///
    /// @throws NotATableException if there is no table
    /// @throws IllegalArgumentException if the table has not the version, tag or branch asked for
    public static LanceDataset open(TableStore store, OpenOptions options) throws IOException {
        Optional<String> branch = options.branch();
        OptionalLong version = options.version();
        if (options.tag().isPresent()) {
            Tag tag = new RefReader(store).requiredTag(options.tag().get());
            branch = tag.branch();
            version = OptionalLong.of(tag.version());
        }
        TableStore branchStore = branch.isEmpty() ? store : branchStore(store, branch.get());
        Versions versions = new Versions(branchStore, options.limits());
        Versions.Found found = version.isEmpty() ? versions.newest() : versions.get(version.getAsLong());
        // A branch refers to the files of its parent by their absolute path.
        return new LanceDataset(store, branchStore, options.withBase(store.basePath(), store), found);
    }

    /// The number of this version, unsigned.
    public long version() {
        return manifest.version();
    }

    /// Whether [#versions], [#tags] and [#branches] can be told: plain HTTP has no listing.
    public boolean canList() {
        return store.canList();
    }

    /// Every version that the table, or the branch of it that this is, has when this is first asked for;
    /// oldest first, unsigned.
    ///
    /// @throws UnsupportedFeatureException if the store cannot list
    public List<Long> versions() throws IOException {
        List<Long> known = versions;
        if (known == null) {
            known = new Versions(store, limits)
                    .all().stream().map(ManifestFile::version).toList();
            versions = known;
        }
        return known;
    }

    /// The name of the branch that this is a version of; empty for the main one.
    public String branch() {
        return manifest.branch();
    }

    /// The tags of the table, by name, on whatever branch they are.
    ///
    /// @throws UnsupportedFeatureException if the store cannot list
    public List<Tag> tags() throws IOException {
        return new RefReader(root).tags();
    }

    /// The branches of the table but the main one, by name.
    ///
    /// @throws UnsupportedFeatureException if the store cannot list
    public List<Branch> branches() throws IOException {
        return new RefReader(root).branches();
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

    /// How many rows a full scan gives. Told by the manifest alone, unless a very old writer left a
    /// number out.
    public long countRows() throws IOException {
        long rows = 0;
        for (DataFragment fragment : manifest.fragments()) {
            rows += fragments.liveRows(fragment);
        }
        return rows;
    }

    /// How many rows of a fragment of this version are not deleted.
    public long countRows(DataFragment fragment) throws IOException {
        return fragments.liveRows(fragment);
    }

    /// How many rows pass `predicate`; see [dev.evodb.lance.filter.Filter] for the language. Reads the
    /// columns that it names and no other.
    ///
    /// @throws IllegalArgumentException for a predicate that does not make sense
    /// @throws UnsupportedFeatureException for columns and predicates that this version does not read
    public long countRows(String predicate) throws IOException {
        ScanPlan plan = ScanPlan.of(this, ScanRequest.ALL.columns(List.of()).where(predicate));
        long rows = 0;
        for (DataFragment fragment : manifest.fragments()) {
            try (FragmentScan scan = plan.scan(fragment)) {
                rows += scan.skip(Long.MAX_VALUE);
            }
        }
        return rows;
    }

    /// Tells of any number whether it is the row id of a row that is not deleted. Thread-safe; reads
    /// every deletion file and keeps what it needs of them.
    public LongPredicate rowIds() throws IOException {
        return fragments.rowIds(_ -> true);
    }

    /// As above, of the rows in fragments whose id passes `accepted`.
    public LongPredicate rowIds(LongPredicate accepted) throws IOException {
        return fragments.rowIds(accepted);
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
        return OpenFiles.open(indexPath(index, name), limits);
    }

    /// The bytes of a file of an index segment; the caller closes them.
    public ByteSource indexSource(IndexMetadata index, String name) throws IOException {
        return indexPath(index, name).open();
    }

    /// The bytes of a data file of this version; the caller closes them.
    public ByteSource dataSource(DataFile file) throws IOException {
        return paths.file(Fragments.DATA_FOLDER, file.path(), file.baseId()).open();
    }

    /// The rows of a fragment of this version that are deleted.
    public DeletionVector deletions(DataFragment fragment) throws IOException {
        return fragments.deletions(fragment);
    }

    /// Starts a scan; rows come in the order of fragments and of rows in them. The caller closes it.
    ///
    /// @throws IllegalArgumentException for unknown columns and for filters that do not make sense
    /// @throws UnsupportedFeatureException for columns and filters that this version does not read
    public Scan scan(ScanRequest request) {
        return new Scan(scan(request, BatchFormat.COLUMNS));
    }

    /// As [#scan(ScanRequest)], with batches of another format than our columns.
    public <T> BatchScan<T> scan(ScanRequest request, BatchFormat<T> format) {
        return new BatchScan<>(ScanPlan.of(this, request), request, format);
    }

    /// The rows at `offsets`, counted over the rows of the whole table that are not deleted, in the given
    /// order, repeated as often as asked for.
    ///
    /// @throws IllegalArgumentException for an offset that is not in `[0, countRows())`
    public RecordBatch take(List<String> columns, long[] offsets) throws IOException {
        return new Take(fragments, project(columns)).offsets(offsets);
    }

    /// The rows with the given row ids, in the given order, repeated as often as asked for.
    ///
    /// @throws IllegalArgumentException for a row id that the table has not, or whose row is deleted
    public RecordBatch takeRowIds(List<String> columns, long[] rowIds) throws IOException {
        return new Take(fragments, project(columns)).rowIds(rowIds);
    }

    /// The rows of a column of fixed width where they lie, `rowBytes` each, for many small reads by row
    /// id. Nothing if some are null or coded, if a file is not local, or if there are more than 64
    /// fragments: then [#takeRowIds] reads them. Opens the files of the column; the caller closes it.
    public Optional<StoredRows> storedRows(String column, int rowBytes) throws IOException {
        return StoredRows.open(fragments, project(List.of(column)), rowBytes);
    }

    /// The blobs of `column` in the rows at `offsets`, counted over the whole table, in the given order.
    /// The caller closes them.
    ///
    /// @throws IllegalArgumentException if that is no column of blobs, and for an offset that is not in
    ///     `[0, countRows())`
    /// @throws UnsupportedFeatureException for a blob that the writer put at a URI outside of the table
    public Blobs takeBlobs(String column, long[] offsets) throws IOException {
        BlobTake take = new BlobTake(fragments, schema(), column);
        return take.blobs(new Take(fragments, take.projection()).offsets(offsets));
    }

    /// The blobs of `column` in the rows with the given row ids, in the given order. The caller closes
    /// them.
    ///
    /// @throws IllegalArgumentException if that is no column of blobs, and for a row id that the
    ///     table has not
    /// @throws UnsupportedFeatureException for a blob that the writer put at a URI outside of the table
    public Blobs takeBlobsByRowIds(String column, long[] rowIds) throws IOException {
        BlobTake take = new BlobTake(fragments, schema(), column);
        return take.blobs(new Take(fragments, take.projection()).rowIds(rowIds));
    }

    /// The best `k` rows for a full text query, by BM25. Needs a full text index of every column that is
    /// searched; rows that it does not cover are searched as well.
    ///
    /// @throws IllegalArgumentException if there is no such index, or more than one and a phrase does not
    ///     name a column
    /// @throws dev.evodb.error.LimitExceededException for queries of too many clauses or too deep
    /// @throws UnsupportedFeatureException for indices, tokenizers and queries that this version does
    ///     not read
    public TextHits fullTextSearch(FullTextQuery query, int k) throws IOException {
        return fullText.search(query, k, Optional.empty());
    }

    /// As above, of the rows that pass `filter`; see [dev.evodb.lance.filter.Filter] for the language.
    public TextHits fullTextSearch(FullTextQuery query, int k, String filter) throws IOException {
        return fullText.search(query, k, Optional.of(filter));
    }

    /// Says for people to read how indices would help the scan: what they are asked, what they answer,
    /// and in how many rows of each fragment something is left to check. Reads indices, but no rows.
    public String explain(ScanRequest request) throws IOException {
        Optional<FilterPlan> filter = ScanPlan.of(this, request).filter();
        if (filter.isEmpty()) {
            return "the scan has no filter";
        }
        List<String> fragmentLines = new ArrayList<>();
        for (DataFragment fragment : manifest.fragments()) {
            FilterPlan.Part part = filter.get().on(fragment);
            long rows = fragments.physicalRows(fragment);
            long candidates = part.rows().map(RoaringBitmap::getLongCardinality).orElse(rows);
            fragmentLines.add("fragment " + fragment.id() + ": " + candidates + " of " + rows + " rows"
                    + part.filter().map(left -> ", checks " + left.columns()).orElse(""));
        }
        return filter.get().explain() + "\n" + String.join("\n", fragmentLines);
    }

    /// The scalar indices of the table; opened when first asked for, closed with the table.
    synchronized ScalarIndices scalarIndices() throws IOException {
        ScalarIndices known = scalarIndices;
        if (known == null) {
            known = new ScalarIndices(new DatasetIndexTable(this), indices());
            scalarIndices = known;
        }
        return known;
    }

    /// Closes the files of running scans as well.
    @Override
    public void close() throws IOException {
        closeIndices();
        files.close();
    }

    private synchronized void closeIndices() throws IOException {
        if (scalarIndices != null) {
            scalarIndices.close();
        }
        fullText.close();
    }

    /// The manifest of this version.
    public Location location() {
        return Location.of(manifestPath);
    }

    Fragments fragments() {
        return fragments;
    }

    /// The named columns.
    Projection project(List<String> columns) {
        return Projection.of(schema(), columns, location());
    }

    private BasePaths.StoredFile indexPath(IndexMetadata index, String name) {
        if (name.isEmpty() || !name.chars().allMatch(c -> c == '.' || c == '_' || Character.isLetterOrDigit(c))) {
            throw new IllegalArgumentException("not the name of an index file: " + name);
        }
        return paths.file(INDICES_FOLDER, index.uuid() + "/" + name, index.baseId());
    }

    private static TableStore branchStore(TableStore root, String name) throws IOException {
        return Subfolder.of(
                root, BRANCHES_FOLDER + new RefReader(root).requiredBranch(name).name());
    }
}
