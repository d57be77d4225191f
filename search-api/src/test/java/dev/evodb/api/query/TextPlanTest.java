package dev.evodb.api.query;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.api.ServedTables;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextPlanTest {
    @TempDir
    Path folder;

    private static String body(String fullTextQuery) {
        return "{\"vector\":[],\"k\":2,\"columns\":[\"id\",\"name\"],\"full_text_query\":" + fullTextQuery + "}";
    }

    @Test
    void plansShowTheClauses() throws IOException {
        try (ServedTables server = ServedTables.start(folder)) {
            String query = body("""
                    {"query":{"boost":{"positive":{"boolean":{\
                    "must":[{"match":{"terms":"hello x","column":"name","operator":"And","boost":2}}],\
                    "must_not":[{"phrase":{"terms":"x hello","column":"name","slop":1}}]}},\
                    "negative":{"multi_match":{"query":"world","columns":["name"]}}}}}""");
            assertEquals("""
                    Full text search: table=t3, version=7
                      score of
                        sum of
                          must match: column=name, words=hello x, all of them, boost=2.0
                          must not phrase: column=name, words=x hello, as a phrase, slop=1
                      less 0.5 times that of
                        best of
                          match: column=name, words=world
                    Answer the best 2""", explained(server, query));
            assertEquals(200, server.post("/v1/table/t3/query/", query).statusCode());
        }
    }

    @Test
    void plansOfOneClauseAreOneLine() throws IOException {
        try (ServedTables server = ServedTables.start(folder)) {
            assertEquals("""
                    Full text search: table=t3, version=7, column=name, words=hello
                    Answer the best 2""", explained(server, body("{\"columns\":[\"name\"],\"query\":\"hello\"}")));
        }
    }

    @Test
    void unknownKindsAreNotAcceptable() throws IOException {
        try (ServedTables server = ServedTables.start(folder)) {
            assertEquals(
                    406,
                    server.post("/v1/table/t3/query/", body("{\"query\":{\"regexp\":{\"terms\":\"a\"}}}"))
                            .statusCode());
        }
    }

    private static String explained(ServedTables server, String query) throws IOException {
        return new ObjectMapper()
                .readTree(server.post("/v1/table/t3/explain_plan/", "{\"query\":" + query + "}")
                        .body())
                .asText();
    }
}
