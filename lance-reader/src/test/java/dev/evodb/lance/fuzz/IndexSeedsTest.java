package dev.evodb.lance.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.error.CorruptFileException;
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
        assertEquals(3, TextIndexInput.read(IndexSeeds.withSharedPositions(3, 1, 2)));
    }

    @Test
    void aDocumentWithMoreOfATokenThanTokensIsRefused() throws IOException {
        IndexFile.Folder files = TextIndexInput.Parsed.of(IndexSeeds.withSharedPositions(3, 0, 2))
                .files();
        try (TextSearch search = TextSearch.open(List.of(files))) {
            CorruptFileException e = assertThrows(
                    CorruptFileException.class,
                    () -> search.search(FullTextQuery.match("cedar"), 5, List.of(_ -> true), _ -> {}));
            assertEquals("document 1 of 0 tokens has token id 1 1 times (file=part_0_invert.lance)", e.getMessage());
        }
    }
}
