package dev.evodb.lance.hostile;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import dev.evodb.lance.manifest.DataFile;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.lance.manifest.IndexMetadata;
import dev.evodb.lance.manifest.Manifest;
import dev.evodb.lance.manifest.RowSequence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Any file of a table, read the way users read tables: opened, counted, asked for its indices, scanned
/// column by column, and a few rows taken.
///
/// Data is a function of the manifest and of files that are not under attack, so a manifest that says the
/// same as the good one is not scanned again.
final class TableSubject implements Subject {
    private static final int MOST_ROWS = 1 << 22;

    private final MemoryTable table;
    private final String path;
    private final OpenOptions options;
    private final boolean isManifest;
    private final boolean canList;
    private final Splices splices;
    private final Optional<Manifest> goodManifest;

    /// Opens the table as `options` say, with changes to the file at `path`.
    TableSubject(MemoryTable table, String path, OpenOptions options, List<Splices.Donor> donors) throws IOException {
        this.table = table;
        this.path = path;
        this.options = options.withLimits(Declared.LIMITS);
        // Only a store that cannot list makes a reader look at the hint.
        this.canList = !path.endsWith("_hint.json");
        this.isManifest = path.endsWith(".manifest");
        this.splices = new Splices(FileParts.NONE, donors);
        List<Manifest> manifests = new ArrayList<>();
        Declared.run(() -> {
            try (LanceDataset dataset = open(table)) {
                manifests.add(dataset.manifest());
            }
        });
        this.goodManifest = manifests.stream().findFirst();
    }

    @Override
    public String name() {
        return table.name() + " " + path;
    }

    @Override
    public byte[] good() {
        return table.bytes(path);
    }

    @Override
    public Outcome read(Mutation mutation) {
        MemoryTable changed = table.with(path, Mutation.apply(mutation, good(), splices));
        boolean[] hasData = {true};
        boolean isOpened = Declared.run(() -> {
            try (LanceDataset dataset = open(changed)) {
                hasData[0] = read(dataset);
            }
        });
        return isOpened && hasData[0] ? Outcome.DATA : Outcome.REFUSED;
    }

    private LanceDataset open(MemoryTable from) throws IOException {
        return LanceDataset.open(canList ? from : from.withoutListing(), options);
    }

    private boolean read(LanceDataset dataset) {
        boolean hasData = Declared.run(() -> {
            for (IndexMetadata index : dataset.indices()) {
                for (DataFragment fragment : dataset.manifest().fragments()) {
                    index.fragments().ifPresent(fragments -> fragments.contains(fragment.id()));
                }
            }
        });
        hasData &= Declared.run(dataset::tags);
        hasData &= Declared.run(dataset::branches);
        if (isManifest && goodManifest.isPresent() && saysTheSame(goodManifest.get(), dataset.manifest())) {
            return hasData;
        }
        long[] rows = {-1};
        hasData &= Declared.run(() -> rows[0] = dataset.countRows());
        int threads = ScanRequest.ALL.parallelism();
        for (String column : columns(dataset)) {
            // Threads only take turns on busy processors, so one column is enough for what is special about them.
            ScanRequest request = ScanRequest.ALL.columns(column).parallelism(threads);
            hasData &= Declared.run(() -> scan(dataset, request, rows[0]));
            threads = 1;
            if (rows[0] > 0) {
                hasData &= Declared.run(() -> take(dataset, column, rows[0]));
            }
        }
        return hasData;
    }

    private static List<String> columns(LanceDataset dataset) {
        List<String> names = new ArrayList<>(dataset.columnNames());
        if (!names.contains(LanceDataset.ROW_ID)) {
            names.add(LanceDataset.ROW_ID);
            names.add(LanceDataset.ROW_ADDRESS);
            names.add(LanceDataset.ROW_CREATED_AT_VERSION);
        }
        return names;
    }

    private static void scan(LanceDataset dataset, ScanRequest request, long expectedRows) throws IOException {
        long rows = 0;
        try (Scan scan = dataset.scan(request)) {
            while (scan.next() && rows < MOST_ROWS) {
                RecordBatch batch = scan.batch();
                ColumnShape.check(batch.columns().getFirst(), batch.rows());
                rows += batch.rows();
            }
        }
        if (rows < MOST_ROWS && expectedRows >= 0 && rows != expectedRows) {
            throw new AssertionError("scan gives " + rows + " rows, the count is " + expectedRows);
        }
    }

    private static void take(LanceDataset dataset, String column, long rows) throws IOException {
        long[] some = {rows - 1, 0, rows / 2, 0};
        ColumnShape.check(dataset.take(List.of(column), some).columns().getFirst(), some.length);
    }

    /// Whether all that reading depends on is equal.
    private static boolean saysTheSame(Manifest a, Manifest b) {
        return a.version() == b.version()
                && a.schema().fields().equals(b.schema().fields())
                && a.readerFeatureFlags() == b.readerFeatureFlags()
                && a.basePaths().equals(b.basePaths())
                && a.dataFormat().equals(b.dataFormat())
                && a.branch().equals(b.branch())
                && a.nextRowId() == b.nextRowId()
                && a.indexSection().equals(b.indexSection())
                && a.tag().equals(b.tag())
                && describe(a.fragments()).equals(describe(b.fragments()));
    }

    private static String describe(List<DataFragment> fragments) {
        StringBuilder text = new StringBuilder();
        for (DataFragment fragment : fragments) {
            // Arrays in records print their identity, so files are described one by one.
            text.append(fragment.id())
                    .append(' ')
                    .append(fragment.physicalRows())
                    .append(' ');
            text.append(fragment.deletionFile());
            append(text, fragment.rowIds());
            append(text, fragment.createdAtVersions());
            append(text, fragment.lastUpdatedAtVersions());
            for (DataFile file : fragment.files()) {
                text.append(file.path())
                        .append(' ')
                        .append(file.formatVersion())
                        .append(' ')
                        .append(file.baseId());
                text.append(Arrays.toString(file.fields())).append(Arrays.toString(file.columnIndices()));
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Optional<RowSequence> sequence) {
        switch (sequence.orElse(null)) {
            case RowSequence.Inline(ByteSlice bytes) ->
                text.append(new String(bytes.array(), bytes.from(), bytes.length(), StandardCharsets.ISO_8859_1));
            case RowSequence.External external -> text.append(external);
            case null -> text.append(" none ");
        }
    }
}
