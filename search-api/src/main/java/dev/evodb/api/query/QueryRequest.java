package dev.evodb.api.query;

import dev.evodb.ann.DistanceType;
import dev.evodb.ann.SearchRequest;
import dev.evodb.lance.text.FullTextQuery;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What a client asks of a table, in the words of neither dialect. Immutable.
///
/// `vectors` are none for a scan or a full text search; `isBatch` says that they came as a list, so that
/// rows are answered with the number of theirs. `k` and `offset` count rows, of each vector where there are
/// several. `maximumProbes` of 0 is all partitions. `refineFactor` and `ef` of 0 leave the choice to the
/// search. `distanceType` and `vectorColumn` are absent where the table is to tell.
public record QueryRequest(
        List<float[]> vectors,
        boolean isBatch,
        Optional<FullTextQuery> text,
        Optional<String> vectorColumn,
        Columns columns,
        Optional<String> filter,
        boolean isPrefilter,
        long k,
        long offset,
        int minimumProbes,
        int maximumProbes,
        int refineFactor,
        int ef,
        double lowerBound,
        double upperBound,
        Optional<DistanceType> distanceType,
        boolean bypassesIndex,
        boolean isIndexedOnly,
        boolean hasRowId,
        OptionalLong version) {
    /// Rows of an answer unless a request says otherwise.
    public static final int DEFAULT_K = 10;

    public QueryRequest {
        vectors = List.copyOf(vectors);
    }

    /// What a request leaves unsaid.
    static final class Builder {
        List<float[]> vectors = List.of();
        boolean isBatch;
        Optional<FullTextQuery> text = Optional.empty();
        Optional<String> vectorColumn = Optional.empty();
        Columns columns = new Columns.All();
        Optional<String> filter = Optional.empty();
        boolean isPrefilter = true;
        OptionalLong k = OptionalLong.empty();
        long offset;
        OptionalInt probes = OptionalInt.empty();
        OptionalInt minimumProbes = OptionalInt.empty();
        OptionalInt maximumProbes = OptionalInt.empty();
        int refineFactor;
        int ef;
        double lowerBound = Double.NEGATIVE_INFINITY;
        double upperBound = Double.POSITIVE_INFINITY;
        Optional<DistanceType> distanceType = Optional.empty();
        boolean bypassesIndex;
        boolean isIndexedOnly;
        boolean hasRowId;
        OptionalLong version = OptionalLong.empty();

        QueryRequest build() {
            int least = minimumProbes.orElse(probes.orElse(SearchRequest.DEFAULT_PROBES));
            int most = maximumProbes.orElse(probes.isPresent() ? Math.max(least, probes.getAsInt()) : least);
            return new QueryRequest(
                    vectors,
                    isBatch,
                    text,
                    vectorColumn,
                    columns,
                    filter,
                    isPrefilter,
                    k.orElse(DEFAULT_K),
                    offset,
                    least,
                    most,
                    refineFactor,
                    ef,
                    lowerBound,
                    upperBound,
                    distanceType,
                    bypassesIndex,
                    isIndexedOnly,
                    hasRowId,
                    version);
        }
    }
}
