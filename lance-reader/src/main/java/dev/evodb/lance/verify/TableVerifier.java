package dev.evodb.lance.verify;

import dev.evodb.bytes.ByteSource;
import dev.evodb.error.Location;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.io.NotATableException;
import dev.evodb.lance.io.TableStore;
import dev.evodb.lance.manifest.DataFile;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.lance.manifest.FeatureFlags;
import dev.evodb.lance.manifest.IndexMetadata;
import dev.evodb.lance.manifest.Manifest;
import dev.evodb.lance.manifest.ManifestFile;
import dev.evodb.lance.ref.RefReader;
import dev.evodb.lance.ref.Tag;
import dev.evodb.lance.schema.FieldColumns;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.lance.verify.Finding.Kind;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Reads everything that a table consists of, and lists all that is broken instead of ending at the
/// first.
///
/// Tags and branches → versions → their manifests → fragments → data files: length, footer, version,
/// tables, the places of buffers, every page of every column → deleted rows and row ids → indices. Files
/// that several versions share are read once. What this version does not read is reported as
/// [Finding.Severity#NOT_CHECKED].
public final class TableVerifier {
    private static final String VERSIONS_FOLDER = "_versions";

    private final TableStore store;
    private final VerifyOptions options;
    private final ReadLimits limits;
    private final Findings findings = new Findings();
    private final LanceFileCheck fileCheck;
    private final Map<String, Opened> dataFiles = new HashMap<>();
    private final Set<UUID> segments = new HashSet<>();
    private long versions;
    private long bytes;

    /// What is known of a data file after it was looked at: its rows, -1 if it does not open.
    private record Opened(long rows) {}

    private TableVerifier(TableStore store, VerifyOptions options) {
        this.store = store;
        this.options = options;
        this.limits = options.open().limits();
        this.fileCheck = new LanceFileCheck(limits, findings);
    }

    /// Verifies the table in `store`, which stays the caller's.
    ///
    /// @throws NotATableException if there is no table
    /// @throws IllegalArgumentException if the table has not the version asked for
    /// @throws IOException if reading fails for other reasons than the bytes of the table
    public static VerifyReport verify(TableStore store, VerifyOptions options) throws IOException {
        TableVerifier verifier = new TableVerifier(store, options);
        verifier.run();
        return verifier.report();
    }

    private VerifyReport report() {
        return new VerifyReport(
                store.name(),
                versions,
                dataFiles.size(),
                bytes,
                fileCheck.pages(),
                fileCheck.rows(),
                segments.size(),
                findings.all());
    }

    private void run() throws IOException {
        OpenOptions open = options.open();
        if (open.version().isPresent() || open.tag().isPresent()) {
            verify(open, "_versions");
            return;
        }
        List<ManifestFile> manifests = ManifestFile.among(store.list(VERSIONS_FOLDER));
        if (manifests.isEmpty()) {
            throw new NotATableException(store.name(), "has no manifest in its " + VERSIONS_FOLDER + " folder");
        }
        if (open.branch().isPresent()) {
            verifyBranch(open.branch().get());
            return;
        }
        verifyAll(manifests, open, VERSIONS_FOLDER);
        verifyReferences();
    }

    private void verifyAll(List<ManifestFile> manifests, OpenOptions open, String folder) throws IOException {
        for (int i = 0; i < manifests.size(); i++) {
            options.progress().at("versions", i, manifests.size());
            verify(
                    open.withVersion(manifests.get(i).version()),
                    folder + "/" + manifests.get(i).name());
        }
    }

    private void verifyBranch(String name) throws IOException {
        String folder = "tree/" + name + "/" + VERSIONS_FOLDER;
        findings.guard(
                Kind.REFERENCE,
                Location.of(folder),
                () -> verifyAll(
                        ManifestFile.among(store.list(folder)), options.open().withBranch(name), folder));
    }

    /// Tags lead to versions that exist, and branches to versions of their own.
    private void verifyReferences() throws IOException {
        RefReader references = new RefReader(store);
        Set<String> branches = new HashSet<>();
        findings.guard(
                Kind.REFERENCE,
                Location.of("_refs/branches"),
                () -> references.branches().forEach(branch -> branches.add(branch.name())));
        findings.guard(Kind.REFERENCE, Location.of("_refs/tags"), () -> {
            for (Tag tag : references.tags()) {
                verify(tag);
            }
        });
        for (String branch : branches) {
            verifyBranch(branch);
        }
        findings.guard(Kind.REFERENCE, Location.of(VERSIONS_FOLDER), references::versionHint);
    }

    private void verify(Tag tag) throws IOException {
        String folder = tag.branch().map(branch -> "tree/" + branch + "/").orElse("") + VERSIONS_FOLDER;
        Location at = Location.of("_refs/tags/" + tag.name() + ".json");
        boolean hasVersion;
        try {
            hasVersion = ManifestFile.among(store.list(folder)).stream()
                    .anyMatch(manifest -> manifest.version() == tag.version());
        } catch (NotATableException e) {
            hasVersion = false;
        }
        if (!hasVersion) {
            findings.damage(
                    Kind.REFERENCE,
                    at,
                    "the tag names version " + Long.toUnsignedString(tag.version()),
                    "a version in " + folder);
        }
    }

    private void verify(OpenOptions open, String path) throws IOException {
        versions++;
        findings.guard(Kind.MANIFEST, Location.of(path), () -> {
            try (LanceDataset dataset = LanceDataset.open(store, open)) {
                verify(dataset);
            }
        });
    }

    private void verify(LanceDataset dataset) throws IOException {
        Manifest manifest = dataset.manifest();
        Location at = dataset.location();
        List<DataFragment> fragments = manifest.fragments();
        for (int i = 0; i < fragments.size(); i++) {
            options.progress().at("fragments", i, fragments.size());
            verify(dataset, fragments.get(i), at);
        }
        verifyRows(dataset, at);
        findings.guard(Kind.INDEX, at, () -> {
            List<IndexMetadata> indices = dataset.indices();
            for (int i = 0; i < indices.size(); i++) {
                options.progress().at("indices", i, indices.size());
                verify(dataset, indices.get(i), at);
            }
        });
    }

    private void verify(LanceDataset dataset, DataFragment fragment, Location at) throws IOException {
        Manifest manifest = dataset.manifest();
        if (manifest.maxFragmentId().isPresent()
                && fragment.id() > manifest.maxFragmentId().getAsLong()) {
            findings.warning(
                    Kind.MANIFEST,
                    at,
                    "fragment " + fragment.id(),
                    "ids up to " + manifest.maxFragmentId().getAsLong());
        }
        if (fragment.deletionFile().isPresent() && (manifest.readerFeatureFlags() & FeatureFlags.DELETION_FILES) == 0) {
            findings.warning(
                    Kind.MANIFEST,
                    at,
                    "fragment " + fragment.id() + " has a deletion file",
                    "reader feature flag " + FeatureFlags.DELETION_FILES);
        }
        if (fragment.files().isEmpty() && fragment.physicalRows() > 0) {
            findings.damage(
                    Kind.ROW_COUNT,
                    at,
                    "fragment " + fragment.id() + " has " + fragment.physicalRows() + " rows, but no files",
                    "");
        }
        if (fragment.deletionFile().isPresent()) {
            // Which rows are deleted is read with all checks: format, count, and rows of the fragment only.
            findings.guard(Kind.DELETIONS, at, () -> dataset.deletions(fragment));
        }
        for (DataFile file : fragment.files()) {
            long rows = open(dataset, file, at).rows;
            // Very old writers did not record rows.
            if (rows >= 0 && rows != fragment.physicalRows() && fragment.physicalRows() > 0) {
                findings.damage(
                        Kind.ROW_COUNT,
                        Location.of("data/" + file.path()),
                        rows + " rows",
                        fragment.physicalRows() + " as fragment " + fragment.id() + " of version "
                                + Long.toUnsignedString(manifest.version()) + " has");
            }
        }
    }

    private Opened open(LanceDataset dataset, DataFile file, Location at) throws IOException {
        // The same file may be described by several versions; a description is checked with the file that it is of.
        String key = file.baseId() + "/" + file.path();
        Opened known = dataFiles.get(key);
        if (known != null) {
            return known;
        }
        long[] rows = {-1};
        Location place = Location.of("data/" + file.path());
        findings.guard(Kind.FILE_STRUCTURE, place, () -> {
            try (ByteSource source = dataset.dataSource(file)) {
                bytes += source.length();
                checkSize(file, source.length(), place, at);
                LanceFile opened = LanceFile.open(source, limits);
                rows[0] = opened.rows();
                checkVersion(file, opened, place);
                checkMapping(dataset.manifest(), file, opened, place);
                fileCheck.check(source, opened);
            }
        });
        Opened found = new Opened(rows[0]);
        dataFiles.put(key, found);
        return found;
    }

    private void checkSize(DataFile file, long found, Location place, Location manifest) {
        long recorded = file.sizeBytes().orElse(0);
        // Writers of version 0.1 recorded how much they had written before the metadata.
        boolean fits = file.formatVersion().equals("0.1") ? recorded <= found : recorded == found;
        if (recorded != 0 && !fits) {
            findings.damage(
                    Kind.FILE_SIZE,
                    place,
                    found + " bytes",
                    Long.toUnsignedString(recorded) + " as " + manifest.file() + " says");
        }
    }

    private void checkVersion(DataFile file, LanceFile opened, Location at) {
        if (!file.formatVersion().equals(opened.version().toString())) {
            findings.damage(
                    Kind.FILE_VERSION,
                    at,
                    "version " + opened.version(),
                    file.formatVersion() + " as the manifest says");
        }
    }

    /// Whether the fields that the manifest puts in columns of the file are there in the file's own
    /// schema, with the same type.
    private void checkMapping(Manifest manifest, DataFile file, LanceFile opened, Location at) {
        FieldColumns own = StoredField.columns(
                opened.version(), opened.descriptor().schema().fields());
        for (int i = 0; i < file.columnIndices().length; i++) {
            int id = file.fields()[i];
            int column = file.columnIndices()[i];
            Optional<SchemaField> wanted = manifest.schema().byId(id);
            if (wanted.isEmpty() || column < 0) {
                continue;
            }
            Location place = at.inColumn(wanted.get().name());
            Optional<SchemaField> found = opened.descriptor().schema().byId(id);
            if (found.isEmpty()) {
                continue;
            }
            if (!found.get().logicalType().equals(wanted.get().logicalType())) {
                findings.damage(
                        Kind.COLUMN_MAPPING,
                        place,
                        "field " + id + " of type " + found.get().logicalType(),
                        "type " + wanted.get().logicalType() + " as the manifest says");
            } else if (own.column(id) != column) {
                findings.damage(
                        Kind.COLUMN_MAPPING,
                        place,
                        "field " + id + " in column " + own.column(id),
                        "column " + column + " as the manifest says");
            }
        }
    }

    /// Reads the ids of all rows, which takes deletion files and row id sequences.
    private void verifyRows(LanceDataset dataset, Location at) throws IOException {
        findings.guard(Kind.ROW_IDS, at, () -> {
            long expected = dataset.countRows();
            long found = 0;
            try (Scan scan = dataset.scan(ScanRequest.ALL.columns(LanceDataset.ROW_ID))) {
                while (scan.next()) {
                    found += scan.batch().rows();
                }
            }
            if (found != expected) {
                findings.damage(Kind.ROW_COUNT, at, found + " rows in a scan", expected + " by the manifest");
            }
        });
    }

    private void verify(LanceDataset dataset, IndexMetadata index, Location at) throws IOException {
        if (!segments.add(index.uuid())) {
            return;
        }
        Location place = Location.of("_indices/" + index.uuid());
        for (int field : index.fields()) {
            if (dataset.schema().byId(field).isEmpty()) {
                findings.damage(
                        Kind.INDEX, at, "index " + index.name() + " of field " + field, "a field of the schema");
            }
        }
        findings.guard(Kind.INDEX, place, () -> {
            List<IndexMetadata.File> files = filesOf(index, place);
            for (IndexMetadata.File file : files) {
                Location filePlace = Location.of(place.file() + "/" + file.path());
                findings.guard(Kind.INDEX, filePlace, () -> {
                    try (ByteSource source = dataset.indexSource(index, file.path())) {
                        bytes += source.length();
                        if (file.sizeBytes() != 0 && file.sizeBytes() != source.length()) {
                            findings.damage(
                                    Kind.FILE_SIZE,
                                    filePlace,
                                    source.length() + " bytes",
                                    Long.toUnsignedString(file.sizeBytes()) + " as " + at.file() + " says");
                        }
                        fileCheck.check(source, LanceFile.open(source, limits));
                    }
                });
            }
            IndexSegment segment = new IndexSegment(
                    dataset, index, files.stream().map(IndexMetadata.File::path).toList(), limits);
            Optional<IndexCheck> check = options.indexChecks().stream()
                    .filter(known -> known.isFor(segment))
                    .findFirst();
            if (check.isPresent()) {
                findings.guard(Kind.INDEX, place, () -> check.get().check(segment, findings));
            } else {
                findings.notChecked(
                        Kind.INDEX,
                        place,
                        "structure of an index of type " + (segment.kind().isEmpty() ? "(none)" : segment.kind()),
                        "the pages of its files were");
            }
        });
    }

    /// The files that the manifest names, or those that are there where it names none.
    private List<IndexMetadata.File> filesOf(IndexMetadata index, Location place) throws IOException {
        if (!index.files().isEmpty() || index.baseId().isPresent()) {
            return index.files();
        }
        try {
            return store.list(place.file()).stream()
                    .sorted()
                    .map(name -> new IndexMetadata.File(name, 0))
                    .toList();
        } catch (NotATableException e) {
            findings.damage(Kind.FILE_MISSING, place, "the folder of index " + index.name() + " does not exist", "");
            return List.of();
        }
    }
}
