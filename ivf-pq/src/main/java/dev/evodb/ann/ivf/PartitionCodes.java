package dev.evodb.ann.ivf;

import dev.evodb.ann.kernel.ScanHits;

/// The vectors of one partition's rows, in one kind of code. Immutable; what belongs to a query is in the
/// [ProbedQuery].
///
/// A kind of index is one implementation: how its codes turn into distances. Whole partitions are scored
/// by one call of [#scan], graphs ask for one row at a time.
public interface PartitionCodes {
    int rows();

    /// Makes ready `query`, which has entered this partition: its distance table, its own code. Before
    /// [#scan] and [#distance].
    void prepare(ProbedQuery query);

    /// Distances of all rows, into `distances[0 .. rows)`.
    void scan(ProbedQuery query, float[] distances);

    /// Collects into `hits` the rows whose distance is at most `bound`, with their distances, and perhaps
    /// some more rows.
    default void collect(ProbedQuery query, double bound, ScanHits hits) {
        scan(query, hits.room(rows()));
        hits.keepAtMost(Math.nextUp((float) bound), rows());
    }

    /// The distance of one row, the same that [#scan] gives.
    float distance(ProbedQuery query, int row);
}
