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
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every byte of a small graph file, damaged: the right answer or a declared exception.
class HostileGraphFileTest {
    private static final int DIMS = 4;
    private static final int ROWS = 110;

    @TempDir
    Path folder;

    private final float[] values = ClusteredRows.values(ROWS, DIMS, 8);
    private final SearchRequest request =
            new SearchRequest(ClusteredRows.query(values, DIMS, 1), 8, 1, 2, RowMask.all());
    private Hits expected = new Hits(new long[0], new double[0], SearchStatistics.ofRows(0, true, ""));
    private byte[] good = {};

    @BeforeEach
    void build() throws IOException {
        AnnSpec spec = AnnSpec.of(IndexKind.HNSW, Metric.L2, ROWS, DIMS)
                .withLinks(4)
                .withBeam(20)
                .withStorage(RowStorage.BYTES_AND_FILE);
        AnnIndex.build(folder, new MemoryVectors(values, DIMS), spec, BuildProgress.NONE);
        good = Files.readAllBytes(file());
        try (AnnIndex index = AnnIndex.open(folder)) {
            expected = index.search(request);
        }
    }

    @Test
    void everyFlippedByteIsFoundOrHarmless() throws IOException {
        int found = 0;
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] = (byte) ~good[i];
            found += isRefused(bad, "byte " + i) ? 1 : 0;
        }
        // The rest lies between sections.
        assertTrue(found > 0.9 * good.length, found + " of " + good.length);
    }

    @Test
    void everyTruncationIsFound() throws IOException {
        for (int length = 0; length < good.length; length++) {
            assertTrue(isRefused(Arrays.copyOf(good, length), "cut to " + length), "cut to " + length);
        }
    }

    @Test
    void everyWordOfTheFrontIsCheckedBehindItsChecksum() throws IOException {
        long[] words = {
            0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 31, Long.MAX_VALUE, good.length, good.length + 1L
        };
        for (int at = 0; at + 8 <= GraphHead.FRONT_BYTES; at += 4) {
            for (long word : words) {
                byte[] bad = good.clone();
                LittleEndian.writeLong(bad, at, word);
                isRefused(withFrontChecksum(bad), "word " + at + " = " + word);
            }
        }
    }

    @Test
    void neighboursAndLevelsAreCheckedBehindTheirChecksums() throws IOException {
        for (GraphSection section :
                new GraphSection[] {GraphSection.LEVELS, GraphSection.BASE_LISTS, GraphSection.UPPER_LISTS}) {
            for (int word : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, ROWS + 1}) {
                byte[] bad = good.clone();
                LittleEndian.writeInt(bad, offset(section), word);
                assertTrue(isRefused(withChecksum(bad, section), section + " " + word), section + " " + word);
            }
        }
    }

    @Test
    void namesTheNeighbourThatIsNoNode() throws IOException {
        byte[] bad = good.clone();
        int at = offset(GraphSection.BASE_LISTS);
        LittleEndian.writeInt(bad, at + 12, ROWS);
        Files.write(file(), withChecksum(bad, GraphSection.BASE_LISTS));
        try (AnnIndex index = AnnIndex.open(folder)) {
            CorruptFileException e = assertThrows(CorruptFileException.class, () -> index.search(request));
            assertTrue(String.valueOf(e.getMessage()).contains("neighbour 110 is none of 110 nodes"));
            assertEquals("base_lists", e.at().column());
            assertEquals(at + 12, e.at().offset());
        }
    }

    /// Whether a declared exception came; otherwise the answer is the right one.
    private boolean isRefused(byte[] bytes, String damage) throws IOException {
        Files.write(file(), bytes);
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

    private int offset(GraphSection section) {
        return (int) LittleEndian.readLong(good, entry(section) + 8);
    }

    private static int entry(GraphSection section) {
        return SegmentFormat.HEAD_BYTES + section.place() * SegmentFormat.TABLE_ENTRY_BYTES;
    }

    private static byte[] withChecksum(byte[] bytes, GraphSection section) {
        long offset = LittleEndian.readLong(bytes, entry(section) + 8);
        long length = LittleEndian.readLong(bytes, entry(section) + 16);
        LittleEndian.writeInt(
                bytes,
                entry(section) + 4,
                SegmentFormat.checksum(MemorySegment.ofArray(bytes).asSlice(offset, length)));
        return withFrontChecksum(bytes);
    }

    private static byte[] withFrontChecksum(byte[] bytes) {
        byte[] front = Arrays.copyOf(bytes, GraphHead.FRONT_BYTES);
        LittleEndian.writeInt(bytes, SegmentFormat.AT_CHECKSUM, SegmentFormat.frontChecksum(front));
        return bytes;
    }

    private Path file() {
        return folder.resolve("segment-1.evoann");
    }
}
