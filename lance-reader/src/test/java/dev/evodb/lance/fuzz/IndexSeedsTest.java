package dev.evodb.lance.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.index.IndexFile;
import dev.evodb.lance.text.FullTextQuery;
import dev.evodb.lance.text.TextSearch;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Seeds have to be good, or a fuzzer starts at the first check.
class IndexSeedsTest {
    @ParameterizedTest
    @CsvSource({"BTREE, 9", "BITMAP, 10", "LABEL_LIST, 2", "ZONEMAP, 9", "BLOOMFILTER, 3", "NGRAM, 1"})
    void seedsOfScalarIndicesAreAnswered(String kind, int questions) throws IOException {
        for (byte[] seed : IndexSeeds.scalar(kind)) {
            assertEquals(questions, ScalarIndexInput.read(kind, seed));
        }
    }

    @Test
    void seedsOfFullTextIndicesFindTexts() throws IOException {
        for (byte[] seed : IndexSeeds.text()) {
            assertTrue(TextIndexInput.read(seed) > 0);
        }
        assertEquals(3, TextIndexInput.read(IndexSeeds.text().getLast()));
    }

    private static void search(byte[] index, FullTextQuery.Leaf query) throws IOException {
        IndexFile.Folder files = TextIndexInput.Parsed.of(index).files();
        try (TextSearch search = TextSearch.open(List.of(files))) {
            search.search(query, 5, List.of(_ -> true), _ -> {});
        }
    }

    @Test
    void aDocumentWithMoreOfATokenThanTokensIsRefused() {
        byte[] index = IndexSeeds.withSharedPositions(new int[] {3, 0, 2}, IndexSeeds.POSTINGS, IndexSeeds.POSITIONS);
        CorruptFileException e =
                assertThrows(CorruptFileException.class, () -> search(index, FullTextQuery.match("cedar")));
        assertEquals("document 1 of 0 tokens has token id 1 1 times (file=part_0_invert.lance)", e.getMessage());
    }

    /// A zero stands for 128 positions.
    @Test
    void positionsTakeNoMoreMemoryThanOneRead() {
        int positions = 16_400 * 128;
        byte[] counts = {
            0, 0, 0, 0, 0, 2, (byte) 0x80, (byte) (0x80 | positions >> 7), (byte) (0x80 | positions >> 14), 1, 1
        };
        byte[] index = IndexSeeds.withSharedPositions(
                new int[] {3, 1, 2},
                List.of(counts, IndexSeeds.POSTINGS.getLast()),
                List.of(new byte[16_401], IndexSeeds.POSITIONS.getLast()));
        LimitExceededException e =
                assertThrows(LimitExceededException.class, () -> search(index, FullTextQuery.phrase("amber cedar")));
        assertEquals("decoded bytes", e.limit());
    }
}
