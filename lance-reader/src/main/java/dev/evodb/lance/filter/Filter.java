package dev.evodb.lance.filter;

import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.schema.LanceSchema;
import java.util.List;

/// A predicate over the columns of a table: the part of Lance's SQL that docs/filters.md describes.
/// Immutable, thread-safe.
///
/// ```
/// price * 1.2 < 100 AND (label LIKE 'a%' OR array_has(tags, 'new')) AND day >= date '2024-01-31'
/// ```
///
/// Logic has three values: a comparison with a null is unknown, and rows for which the whole is unknown
/// do not pass. Values are compared exactly, whatever their types; floats are in total order, in which a
/// NaN equals itself and is the greatest, and `-0.0` is less than `0.0`.
public final class Filter {
    /// Most bytes of the text, as UTF-8.
    public static final int MAX_TEXT_BYTES = 16 << 10;

    /// Most conditions, columns, literals and operators together.
    public static final int MAX_NODES = 1000;

    /// Most levels of parentheses, NOTs, signs and arguments, and most operators in a row.
    public static final int MAX_DEPTH = 64;

    /// Most bytes of texts that functions and casts may make of one batch.
    public static final int MAX_COMPUTED_BYTES = 256 << 20;

    private final Predicate predicate;
    private final List<String> columns;

    private Filter(Predicate predicate, List<String> columns) {
        this.predicate = predicate;
        this.columns = List.copyOf(columns);
    }

    /// Understands `sql` as a predicate over the columns of `schema`.
    ///
    /// @throws FilterException for text that makes no sense, unknown columns and comparisons of
    ///     different kinds
    /// @throws UnsupportedFeatureException for SQL and column types that this version does not evaluate
    /// @throws LimitExceededException for a text beyond [#MAX_TEXT_BYTES], [#MAX_NODES] or [#MAX_DEPTH]
    public static Filter parse(String sql, LanceSchema schema) {
        FieldNames names = new FieldNames(schema, List.of());
        Predicate predicate = new Binder(names).predicate(FilterParser.parse(sql));
        return new Filter(predicate, names.used());
    }

    /// A bound predicate as a filter: a part of one that was parsed.
    public static Filter of(Predicate predicate) {
        return new Filter(predicate, FieldPaths.of(predicate));
    }

    /// What is asked of each row: for those who know more of a column than its values, as an index does.
    public Predicate predicate() {
        return predicate;
    }

    /// The paths of the columns that a batch must have to be evaluated, each once, in the order of the
    /// text. Fields of structs are columns of their own here: `a.b`.
    public List<String> columns() {
        return columns;
    }

    /// Decides about each row of `batch`, which holds at least [#columns].
    ///
    /// @throws IllegalArgumentException if the batch lacks a column or has one of another type
    /// @throws FilterException if a row has no answer: a division by zero, an overflow of 64 bits, a cast
    ///     that cannot be; not for rows that an earlier part of an AND or OR has decided about
    /// @throws LimitExceededException if functions make more than [#MAX_COMPUTED_BYTES] of text
    public Selection evaluate(RecordBatch batch) {
        return new Evaluation(batch).select(predicate);
    }
}
