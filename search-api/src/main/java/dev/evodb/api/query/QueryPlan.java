package dev.evodb.api.query;

import dev.evodb.api.ApiLimits;
import dev.evodb.api.engine.OpenTable;
import dev.evodb.api.error.ApiException;
import java.io.IOException;

/// A query of one table, understood: which of the three kinds it is, and what it will do. For one thread.
public sealed interface QueryPlan permits VectorPlan, TextPlan, RowsPlan {
    /// Does it; the caller closes the answer.
    Answer run() throws IOException;

    /// Bytes that [#run] and its answer may come to need, estimated.
    long bytes();

    /// Says for people to read what [#run] would do, one step a line.
    String explain() throws IOException;

    /// The plan for `query`.
    ///
    /// @throws ApiException (400) for a query that asks for what cannot be, or for more than `limits` allow
    static QueryPlan of(OpenTable table, QueryRequest query, ApiLimits limits) throws IOException {
        if (!query.vectors().isEmpty() && query.text().isPresent()) {
            throw ApiException.invalid(
                    "a query has vectors or words, not both: send two queries, and merge their answers");
        }
        if (!query.vectors().isEmpty()) {
            return VectorPlan.of(table, query, limits);
        }
        return query.text().isPresent()
                ? new TextPlan(table, query, query.text().get(), VectorPlan.bounded(query, limits))
                : new RowsPlan(table, query, limits);
    }
}
