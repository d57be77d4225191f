package dev.evodb.lance.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.column.Column.LongColumn;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import dev.evodb.lance.hostile.Attack.Report;
import dev.evodb.lance.hostile.Attack.Target;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.lance.manifest.IndexMetadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A few small tables with every single change of a kind, where other suites take samples, each read in
/// the way that the changed file is for.
@Tag("hostile")
class HostileReadingsTest {
    /// All bits flipped, 0x00 and 0xFF.
    private static final int EXTREMES = 8;

    /// As [#EXTREMES], and the lowest bit flipped.
    private static final int EXTREMES_AND_NEXT = 7;

    @Test
    void everyTruncationOfAManifestIsRefused() throws IOException {
        Report report = attack(
                "cuts of manifests",
                Family.Cuts::new,
                OpenOptions.DEFAULT,
                HostileReadingsTest::scan,
                ".manifest",
                "tiny-01",
                "tiny-20",
                "tiny-21");
        assertEquals(0, report.data(), report::toString);
    }

    @Test
    void everyTruncationOfADataFileIsRefused() throws IOException {
        Report report = attack(
                "cuts of data files",
                Family.Cuts::new,
                OpenOptions.DEFAULT,
                HostileReadingsTest::scan,
                ".lance",
                "tiny-01",
                "tiny-20",
                "tiny-21");
        assertEquals(0, report.data(), report::toString);
    }

    @Test
    void everyChangedByteOfAManifestEndsInDataOrADeclaredException() throws IOException {
        both(attack(
                "bytes of a manifest",
                bytes -> new Family.Bytes(bytes, EXTREMES),
                OpenOptions.DEFAULT,
                HostileReadingsTest::scan,
                ".manifest",
                "tiny-21"));
    }

    @Test
    void everyChangedByteOfADataFileEndsInDataOrADeclaredException() throws IOException {
        both(attack(
                "bytes of a data file",
                bytes -> new Family.Bytes(bytes, EXTREMES),
                OpenOptions.DEFAULT,
                HostileReadingsTest::scan,
                ".lance",
                "tiny-21"));
    }

    /// A table whose manifest holds row id sequences and names deletion files, several files a fragment
    /// and two versions.
    @Test
    void everyChangedByteOfAManifestWithRowIdsEndsInDataOrADeclaredException() throws IOException {
        both(attack(
                "bytes of a manifest with row ids",
                bytes -> new Family.Bytes(bytes, EXTREMES_AND_NEXT),
                OpenOptions.DEFAULT.withVersion(3),
                HostileReadingsTest::findRowIds,
                "18446744073709551612.manifest",
                "versions-stable"));
    }

    @Test
    void everyChangedByteOfAnIndexedTablesManifestIsInspectedOrRefused() throws IOException {
        both(attack(
                "bytes of a manifest with indices",
                bytes -> new Family.Bytes(bytes, EXTREMES),
                OpenOptions.DEFAULT,
                HostileReadingsTest::inspect,
                "18446744073709551613.manifest",
                "ivf-pq8-l2"));
    }

    private static Report attack(
            String name,
            Function<byte[], Family> family,
            OpenOptions options,
            ReadingSubject.Reading reading,
            String ending,
            String... fixtures)
            throws IOException {
        List<Target> targets = new ArrayList<>();
        for (MemoryTable table : Corpus.tables()) {
            for (Corpus.File file : Corpus.files(List.of(table), ending)) {
                if (Arrays.asList(fixtures).contains(table.name())) {
                    targets.add(new Target(
                            () -> new ReadingSubject(table, file.path(), options, reading),
                            family.apply(file.bytes())));
                }
            }
        }
        Report report = Attack.run(name, targets, Long.MAX_VALUE, Corpus.seed());
        assertEquals(0, report.failures(), () -> String.join("\n", report.lines()));
        return report;
    }

    private static void both(Report report) {
        assertTrue(report.mutations() == 0 || (report.data() > 0 && report.refused() > 0), report::toString);
    }

    private static void scan(LanceDataset dataset) throws IOException {
        long rows = 0;
        try (Scan scan = dataset.scan(ScanRequest.ALL.withRowId())) {
            while (scan.next()) {
                rows += scan.batch().rows();
            }
        }
        if (rows != dataset.countRows()) {
            throw new AssertionError("scan gives " + rows + " rows, the count is " + dataset.countRows());
        }
    }

    /// Finds every row again by its id.
    private static void findRowIds(LanceDataset dataset) throws IOException {
        List<String> system = List.of(
                LanceDataset.ROW_ID,
                LanceDataset.ROW_ADDRESS,
                LanceDataset.ROW_CREATED_AT_VERSION,
                LanceDataset.ROW_LAST_UPDATED_AT_VERSION);
        try (Scan scan =
                dataset.scan(ScanRequest.ALL.columns(system).limit(1 << 16).parallelism(1))) {
            while (scan.next()) {
                LongColumn ids = (LongColumn) scan.batch().columns().getFirst();
                LongColumn addresses = (LongColumn) scan.batch().columns().get(1);
                RecordBatch found = dataset.takeRowIds(List.of(LanceDataset.ROW_ADDRESS), ids.values());
                if (!Arrays.equals(
                        addresses.values(), ((LongColumn) found.columns().getFirst()).values())) {
                    throw new AssertionError("a row is not found again by its id");
                }
            }
        }
    }

    private static void inspect(LanceDataset dataset) throws IOException {
        dataset.countRows();
        for (IndexMetadata index : dataset.indices()) {
            for (DataFragment fragment : dataset.manifest().fragments()) {
                index.fragments().ifPresent(fragments -> fragments.contains(fragment.id()));
            }
        }
    }
}
