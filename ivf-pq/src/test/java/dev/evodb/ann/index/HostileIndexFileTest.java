package dev.evodb.ann.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.evodb.ann.Hits;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.SearchStatistics;
import dev.evodb.ann.parallel.BuildProgress;
import dev.evodb.ann.source.MemoryVectors;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.io.FileChangedException;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Every byte of every file of a small index, damaged: the right answer or a declared exception.
@ParameterizedClass
@EnumSource(names = {"IVF_PQ", "IVF_RQ"})
class HostileIndexFileTest {
    private static final int DIMS = 4;

    @TempDir
    Path folder;

    @Parameter
    IndexKind kind = IndexKind.IVF_PQ;

    private final float[] values = ClusteredRows.values(110, DIMS, 8);
    private final SearchRequest request =
            new SearchRequest(ClusteredRows.query(values, DIMS, 1), 8, 2, 6, RowMask.all());
    private Hits expected = new Hits(new long[0], new double[0], SearchStatistics.ofRows(0, true, ""));

    @BeforeEach
    void build() throws IOException {
        AnnSpec spec = AnnSpec.of(kind, Metric.L2, 110, DIMS).withPartitions(2).withStorage(RowStorage.BYTES_AND_FILE);
        spec = kind == IndexKind.IVF_RQ ? spec.withBits(3) : spec;
        AnnIndex.build(folder, new MemoryVectors(values, DIMS), spec, BuildProgress.NONE);
        AnnIndex.delete(folder, 5, 6, 7);
        try (AnnIndex index = AnnIndex.open(folder)) {
            expected = index.search(request);
        }
    }

    @Test
    void everyFlippedByteIsFoundOrHarmless() throws IOException {
        int found = 0;
        int all = 0;
        for (Path file : files()) {
            byte[] good = Files.readAllBytes(file);
            byte[] bad = good.clone();
            for (int i = 0; i < good.length; i++) {
                bad[i] = (byte) ~good[i];
                Files.write(file, bad);
                found += isRefused(file + " byte " + i) ? 1 : 0;
                bad[i] = good[i];
                all++;
            }
            Files.write(file, good);
        }
        // The rest lies between sections.
        assertTrue(found > 0.9 * all, found + " of " + all);
    }

    @Test
    void everyTruncationIsFound() throws IOException {
        for (Path file : files()) {
            byte[] good = Files.readAllBytes(file);
            for (int length = 0; length < good.length; length++) {
                Files.write(file, java.util.Arrays.copyOf(good, length));
                assertTrue(isRefused(file + " cut to " + length), file + " cut to " + length);
            }
            Files.write(file, good);
        }
    }

    @Test
    void everyWordOfTheFrontIsCheckedBehindItsChecksum() throws IOException {
        Path file = folder.resolve("segment-1.evoann");
        byte[] good = Files.readAllBytes(file);
        long[] values = {
            0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 31, Long.MAX_VALUE, good.length, good.length + 1L
        };
        for (int at = 0; at + 8 <= SegmentFormat.FRONT_BYTES; at += 4) {
            for (long value : values) {
                byte[] bad = good.clone();
                LittleEndian.writeLong(bad, at, value);
                byte[] front = java.util.Arrays.copyOf(bad, SegmentFormat.FRONT_BYTES);
                LittleEndian.writeInt(bad, SegmentFormat.AT_CHECKSUM, SegmentFormat.frontChecksum(front));
                Files.write(file, bad);
                isRefused("word " + at + " = " + value);
            }
        }
    }

    @Test
    void aFileCutWhileItIsOpenIsAnException() throws IOException {
        try (AnnIndex index = AnnIndex.open(folder)) {
            try (RandomAccessFile file =
                    new RandomAccessFile(folder.resolve("segment-1.evoann").toFile(), "rw")) {
                file.setLength(600);
            }
            assertThrows(FileChangedException.class, () -> index.search(request));
        }
    }

    @Test
    void namesThePlaceOfADamagedPartition() throws IOException {
        Path file = folder.resolve("segment-1.evoann");
        byte[] bytes = Files.readAllBytes(file);
        int entry = SegmentFormat.HEAD_BYTES + Section.CODES.place() * SegmentFormat.TABLE_ENTRY_BYTES;
        int codes = (int) LittleEndian.readLong(bytes, entry + 8);
        bytes[codes] ^= 1;
        Files.write(file, bytes);
        try (AnnIndex index = AnnIndex.open(folder)) {
            CorruptFileException e = assertThrows(CorruptFileException.class, () -> index.search(request));
            assertEquals("segment-1.evoann", e.at().file());
            assertEquals("codes", e.at().column());
            assertEquals(0, e.at().page());
            assertEquals(codes, e.at().offset());
        }
    }

    /// Whether a declared exception came; otherwise the answer is the right one.
    private boolean isRefused(String damage) throws IOException {
        try (AnnIndex index = AnnIndex.open(folder)) {
            Hits hits = index.search(request);
            assertArrayEquals(expected.rowIds(), hits.rowIds(), damage);
            return false;
        } catch (CorruptFileException | UnsupportedFeatureException | LimitExceededException | NoSuchFileException e) {
            return true;
        } catch (RuntimeException e) {
            return fail(damage, e);
        }
    }

    private Path[] files() {
        return new Path[] {
            folder.resolve("current.evoann"), folder.resolve("segment-1.evoann"), folder.resolve("deletions-2.evoann")
        };
    }
}
