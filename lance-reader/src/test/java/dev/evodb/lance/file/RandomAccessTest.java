package dev.evodb.lance.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.decode.Page;
import dev.evodb.lance.schema.FieldColumns;
import dev.evodb.lance.schema.SchemaField;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is read for a few rows of large pages: requests and bytes. All of these pages lie before the end
/// of the file that is read when it is opened.
class RandomAccessTest {
    private static final class Opened {
        private final ArraySource source;
        private final LanceFile file;
        private final SchemaField field;

        private Opened(String fixture, int field) throws IOException {
            source = ArraySource.of(Fixture.of(fixture).dataFiles().getFirst());
            file = LanceFile.open(source, ReadLimits.DEFAULT);
            this.field = file.descriptor().schema().fields().get(field);
            page();
            source.reads = 0;
            source.bytesRead = 0;
        }

        private Page page() throws IOException {
            FieldColumns columns =
                    FieldColumns.ofLeaves(file.descriptor().schema().fields());
            return file.pages(columns.column(field.leaves().getFirst().id())).getFirst();
        }

        private void take(long... rows) throws IOException {
            assertEquals(rows.length, file.take(field, rows).rows());
        }

        private long pageBytes() throws IOException {
            return Arrays.stream(page().bufferSizes()).sum();
        }
    }

    /// Fixed and plain, with nulls, with a dictionary, with lists, and the same of another version.
    @ParameterizedTest
    @CsvSource({"bigpages-22, 0", "bigpages-22, 1", "bigpages-21, 1", "nested-22, 2", "nested-21, 2"})
    void aRowOfAMiniBlockPageTakesTwoRequestsAndOneChunk(String fixture, int field) throws IOException {
        Opened opened = new Opened(fixture, field);

        opened.take(600);

        assertEquals(2, opened.source.reads);
        assertTrue(
                opened.source.bytesRead < opened.pageBytes() / 4,
                () -> opened.source.bytesRead + " bytes of " + fixture + " " + field);
    }

    @Test
    void thePageOnceKnownARowTakesOneRequest() throws IOException {
        Opened opened = new Opened("bigpages-22", 2);
        opened.take(1);
        opened.source.reads = 0;

        opened.take(11_000);

        assertEquals(1, opened.source.reads);
    }

    @Test
    void scatteredRowsOfAPageTakeOneRequestTogether() throws IOException {
        Opened opened = new Opened("nested-22", 2);

        opened.take(3, 400, 1049);

        assertEquals(2, opened.source.reads);
        assertTrue(opened.source.bytesRead < opened.pageBytes() / 2);
    }

    @Test
    void vectorsAreReadAtComputedOffsets() throws IOException {
        Opened opened = new Opened("widevec-22", 1);

        opened.take(7, 50);

        assertEquals(1, opened.source.reads);
        // The gap between them costs less than another request, but for sources nearby not more than it has.
        assertTrue(opened.source.bytesRead <= (50 - 7 + 1) * 512L);
    }

    @Test
    void scansInSmallBatchesReadNothingTwiceButChunksAtTheirEdges() throws IOException {
        Opened opened = new Opened("nested-22", 2);
        for (long from = 0; from < 1050; from += 210) {
            opened.take(LongStream.range(from, from + 210).toArray());
        }
        assertTrue(opened.source.bytesRead < opened.pageBytes() * 3 / 2, () -> opened.source.bytesRead + " bytes");
        assertEquals(1 + 5, opened.source.reads);
    }

    /// Plain numbers, numbers with nulls, texts, lists; vectors; numbers, texts and lists of the oldest
    /// version.
    @ParameterizedTest
    @CsvSource({
        "bigpages-20, 0, 1, 4",
        "bigpages-20, 1, 2, 9",
        "bigpages-20, 2, 2, 60",
        "bigpages-20, 4, 2, 60",
        "widevec-20, 1, 1, 512",
        "types-01, 6, 1, 4",
        "nested-01, 5, 4, 60",
        "nested-01, 2, 3, 200"
    })
    void aRowOfAnOlderVersionTakesItsBytesOnly(String fixture, int field, int reads, int mostBytes) throws IOException {
        ArraySource source = ArraySource.of(Fixture.of(fixture).dataFiles().getFirst());
        LanceFile file = LanceFile.open(source, ReadLimits.DEFAULT);
        SchemaField wanted = file.descriptor().schema().fields().get(field);
        file.take(wanted, new long[] {1});
        source.reads = 0;
        source.bytesRead = 0;

        assertEquals(1, file.take(wanted, new long[] {11}).rows());

        assertTrue(source.reads <= reads, () -> source.reads + " reads");
        assertTrue(source.bytesRead <= mostBytes, () -> source.bytesRead + " bytes");
    }
}
