package dev.evodb.ann.ivf;

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

    /// The distance of one row, the same that [#scan] gives.
    float distance(ProbedQuery query, int row);
}
