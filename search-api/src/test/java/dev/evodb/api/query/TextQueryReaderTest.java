package dev.evodb.api.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.api.ApiLimits;
import dev.evodb.api.error.ApiException;
import dev.evodb.api.error.Failures;
import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.text.CombinedSearch;
import dev.evodb.lance.text.FullTextQuery;
import dev.evodb.lance.text.FullTextQuery.Bool;
import dev.evodb.lance.text.FullTextQuery.Boost;
import dev.evodb.lance.text.FullTextQuery.Match;
import dev.evodb.lance.text.FullTextQuery.MultiMatch;
import dev.evodb.lance.text.FullTextQuery.Operator;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextQueryReaderTest {
    private static final Match A = FullTextQuery.match("a").on("title");
    private static final Match B = FullTextQuery.match("b").on("body");
    /// As `@lancedb/lancedb` 0.39.0 sends them.
    private static final String A_JSON = leaf("a", "title");
    private static final String B_JSON = leaf("b", "body");

    private static String leaf(String terms, String column) {
        return """
                {"match":{"boost":1,"column":"%s","fuzziness":0,"max_expansions":50,"operator":"Or",\
                "prefix_length":0,"terms":"%s"}}""".formatted(column, terms);
    }

    private static FullTextQuery read(String fullTextQuery) {
        return QueryReader.read(
                        ("{\"vector\":[],\"full_text_query\":" + fullTextQuery + "}").getBytes(StandardCharsets.UTF_8),
                        ApiLimits.DEFAULT)
                .query()
                .text()
                .orElseThrow();
    }

    /// In the form of both dialects.
    private static void assertStructure(FullTextQuery expected, String query) {
        assertEquals(expected, read("{\"query\":" + query + "}"));
        assertEquals(expected, read("{\"structured_query\":{\"query\":" + query + "}}"));
    }

    @Test
    void readsWordsInOneColumnInSeveralAndInAny() {
        assertEquals(A, read("{\"columns\":[\"title\"],\"query\":\"a\"}"));
        assertEquals(
                FullTextQuery.multiMatch("a", List.of("title", "body")),
                read("{\"columns\":[\"title\",\"body\"],\"query\":\"a\"}"));
        assertEquals(
                FullTextQuery.multiMatch("a", List.of("title", "body")),
                read("{\"string_query\":{\"columns\":[\"title\",\"body\"],\"query\":\"a\"}}"));
        assertEquals(FullTextQuery.match("a"), read("{\"columns\":[],\"query\":\"a\"}"));
    }

    @Test
    void readsWordsInQuotesAsAPhrase() {
        assertEquals(
                FullTextQuery.phrase("a b").on("title"), read("{\"columns\":[\"title\"],\"query\":\"\\\"a b\\\"\"}"));
        assertEquals(
                "a phrase is looked for in one column, got [title, body]",
                failure("{\"columns\":[\"title\",\"body\"],\"query\":\"\\\"a b\\\"\"}")
                        .getMessage());
    }

    @Test
    void readsMatchesWithTheirOptions() {
        assertStructure(
                A.boost(2).fuzziness(1).operator(Operator.AND).prefixLength(1).maxExpansions(7), """
                {"match":{"boost":2,"column":"title","fuzziness":1,"max_expansions":7,"operator":"And",\
                "prefix_length":1,"terms":"a"}}""");
        assertStructure(A, "{\"match\":{\"column\":\"title\",\"fuzziness\":null,\"terms\":\"a\"}}");
        assertStructure(FullTextQuery.match("a"), "{\"match\":{\"column\":null,\"terms\":\"a\"}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"phrase", "match_phrase"})
    void readsPhrasesWithTheirSlop(String kind) {
        assertStructure(
                FullTextQuery.phrase("a b").on("title").slop(2),
                "{\"" + kind + "\":{\"column\":\"title\",\"slop\":2,\"terms\":\"a b\"}}");
    }

    @Test
    void readsMatchesInSeveralColumns() {
        assertStructure(
                new MultiMatch(List.of(A.boost(2), A.on("body").boost(0.5f))),
                "{\"multi_match\":{\"boost\":[2,0.5],\"columns\":[\"title\",\"body\"],\"query\":\"a\"}}");
        assertStructure(
                new MultiMatch(List.of(A.operator(Operator.AND))),
                "{\"multi_match\":{\"columns\":[\"title\"],\"query\":\"a\",\"operator\":\"And\"}}");
        assertStructure(new MultiMatch(List.of(A, B.boost(3))), """
                {"multi_match":{"match_queries":[{"terms":"a","column":"title"},\
                {"terms":"b","column":"body","boost":3.0}]}}""");
    }

    @Test
    void readsBoosts() {
        assertStructure(
                new Boost(A, B, 0.3f),
                "{\"boost\":{\"negative\":" + B_JSON + ",\"negative_boost\":0.30000001192092896,\"positive\":" + A_JSON
                        + "}}");
        assertStructure(
                new Boost(A, new Boost(B, A, 0.5f), 0.5f),
                "{\"boost\":{\"positive\":" + A_JSON + ",\"negative\":{\"boost\":{\"positive\":" + B_JSON
                        + ",\"negative\":" + A_JSON + "}}}}");
    }

    @Test
    void readsBooleanQueries() {
        assertStructure(
                new Bool(List.of(A), List.of(B), List.of(FullTextQuery.multiMatch("a b", List.of("title", "body")))),
                "{\"boolean\":{\"must\":[" + B_JSON
                        + "],\"must_not\":[{\"multi_match\":{\"boost\":[1,1],\"columns\":[\"title\",\"body\"],"
                        + "\"query\":\"a b\"}}],\"should\":[" + A_JSON + "]}}");
        assertStructure(
                new Bool(List.of(new Bool(List.of(), List.of(A), List.of())), List.of(), List.of()),
                "{\"match\":null,\"boolean\":{\"should\":[{\"boolean\":{\"must\":[" + A_JSON + "]}}]}}");
    }

    private static ApiException failure(String fullTextQuery) {
        return Failures.of(assertThrows(RuntimeException.class, () -> read(fullTextQuery)));
    }

    @Test
    void kindsThatAreNotKnownAreRefusedByName() {
        ApiException e = failure("{\"query\":{\"boolean\":{\"should\":[{\"regexp\":{\"terms\":\"a\"}}]}}}");
        assertEquals(406, e.status());
        assertEquals(
                "full text queries of kind regexp are not supported,"
                        + " accepted are match, phrase, multi_match, boost and boolean",
                e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                                             | a full text query asks for nothing
                    {"match":{"column":"title"}}                   | match has to have terms
                    {"phrase":{"column":"title"}}                  | phrase has to have terms
                    {"phrase":{"terms":"a","slop":-1}}             | slop must be in 0..=2147483647, got -1
                    {"match":{"terms":"a","boost":-1}}             | boost must be finite and not negative, got -1.0
                    {"match":{"terms":"a","boost":1e39}}           | boost must be finite and not negative, got Infinity
                    {"match":{"terms":"a"},"phrase":{"terms":"a"}} | a full text query has more than one kind
                    {"boost":{"positive":{"match":{"terms":"a"}}}} | boost has to have negative
                    {"multi_match":{"columns":["title"]}}          | multi_match has to have query
                    {"multi_match":{"query":"a","columns":[]}}     | a match over several columns has to have a column
                    {"multi_match":{"query":"a","columns":["b"],"boost":[1,2]}} | multi_match has 1 columns and 2 boosts
                    """)
    void queriesThatMeanNothingAreRefused(String query, String message) {
        ApiException e = failure("{\"query\":" + query + "}");
        assertEquals(400, e.status());
        assertEquals(message, e.getMessage());
    }

    @Test
    void booleanQueriesThatOnlyExcludeAreRefused() {
        ApiException e = failure("{\"query\":{\"boolean\":{\"must_not\":[" + A_JSON + "]}}}");
        assertEquals(400, e.status());
        assertEquals("a boolean full text query has to have a should or must clause", e.getMessage());
    }

    @Test
    void queriesOfTooManyClausesAreTheFaultOfTheClient() {
        FullTextQuery wide = new Bool(Collections.nCopies(1024, A), List.of(), List.of());
        ApiException e = Failures.of(assertThrows(LimitExceededException.class, () -> CombinedSearch.leaves(wide)));
        assertEquals(400, e.status());
        assertEquals("full text query clauses limit is 1024, needed 1025", e.getMessage());
    }
}
