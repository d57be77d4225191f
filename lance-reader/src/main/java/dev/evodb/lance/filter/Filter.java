package dev.evodb.lance.filter;

import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.schema.LanceSchema;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A predicate over the columns of a table, in a small part of SQL. Immutable, thread-safe.
///
/// ```
/// condition  = condition OR condition | condition AND condition | NOT condition | ( condition )
///            | column | TRUE | FALSE | NULL
///            | column comparison literal | literal comparison column
///            | column [NOT] IN ( literal, … ) | column [NOT] BETWEEN literal AND literal
///            | column IS [NOT] NULL
/// comparison = `=` | `!=` | `<>` | `<` | `<=` | `>` | `>=`
/// column     = name, "name" or `name`, nested ones with dots between them
/// literal    = 1 | -2.5 | 6e3 | 'text, with '' for a quote' | TRUE | FALSE | NULL
/// ```
///
/// NOT binds closer than AND, AND closer than OR. Key words are of any case, names are of the schema's. Logic has
/// three values: a comparison with a null is unknown, and rows for which the whole is unknown do not pass.
///
/// Integers of every width are compared with numbers exactly. Floats are compared with the nearest float of the
/// column's own width; NaN differs from everything and is neither less nor greater. Texts are ordered by their UTF-8
/// bytes, booleans as FALSE before TRUE. Columns of all other types can only be asked for null.
public final class Filter {
    /// Most bytes of the text, as UTF-8.
    public static final int MAX_TEXT_BYTES = 16 << 10;

    /// Most conditions and literals together.
    public static final int MAX_NODES = 1000;

    /// Most parentheses and NOTs around a condition.
    public static final int MAX_DEPTH = 64;

    private final Condition condition;
    private final List<String> columns;

    private Filter(Condition condition, List<String> columns) {
        this.condition = condition;
        this.columns = List.copyOf(columns);
    }

    /// Understands `sql` as a predicate over the columns of `schema`.
    ///
    /// @throws FilterException for text that makes no sense, unknown columns and comparisons of different kinds
    /// @throws UnsupportedFeatureException for SQL and column types that this version does not evaluate
    /// @throws LimitExceededException for a text beyond [#MAX_TEXT_BYTES], [#MAX_NODES] or [#MAX_DEPTH]
    public static Filter parse(String sql, LanceSchema schema) {
        // A char is at least one byte: no need to encode what is too long anyway.
        int bytes = sql.length() > MAX_TEXT_BYTES ? sql.length() : sql.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_TEXT_BYTES) {
            throw new LimitExceededException("filter bytes", MAX_TEXT_BYTES, bytes);
        }
        Operands operands = new Operands(schema);
        Condition condition = new FilterParser(Lexer.tokens(sql), operands).parse();
        return new Filter(condition, operands.names());
    }

    /// The columns that a batch must have to be evaluated, each once, in the order of the text.
    public List<String> columns() {
        return columns;
    }

    /// Decides about each row of `batch`, which holds at least [#columns].
    ///
    /// @throws IllegalArgumentException if the batch lacks a column or has one of another type
    public Selection evaluate(RecordBatch batch) {
        return new Selection(new Evaluation(batch).of(condition));
    }
}
