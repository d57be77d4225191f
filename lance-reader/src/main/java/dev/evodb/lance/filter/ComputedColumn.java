package dev.evodb.lance.filter;

import dev.evodb.column.Column;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.schema.LanceSchema;
import dev.evodb.type.Field;
import java.util.List;

/// A column that an expression over the columns of a table gives, in the language of [Filter]. Immutable,
/// thread-safe.
///
/// ```
/// price * 1.2      upper(label)      stock > 0 AND day >= date '2024-01-31'      pos.x
/// ```
///
/// The types of results are those that Lance gives; a result that its type does not hold is an error. An
/// expression that is nothing but a column is that column, whatever its type.
public final class ComputedColumn {
    private final Scalar scalar;
    private final Field field;
    private final List<String> columns;

    private ComputedColumn(Scalar scalar, Field field, List<String> columns) {
        this.scalar = scalar;
        this.field = field;
        this.columns = List.copyOf(columns);
    }

    /// Understands `expression` over the columns of `schema` as the column `name`.
    ///
    /// @throws FilterException for text that makes no sense, unknown columns and operands that do not go
    ///     together
    /// @throws UnsupportedFeatureException for SQL and column types that this version does not evaluate
    /// @throws LimitExceededException for a text beyond the limits of [Filter]
    public static ComputedColumn parse(String name, String expression, LanceSchema schema) {
        return parse(name, expression, schema, List.of());
    }

    /// As above, over `others` as well: columns that rows have beside those of the table, like a
    /// distance.
    public static ComputedColumn parse(String name, String expression, LanceSchema schema, List<Field> others) {
        try {
            FieldNames names = new FieldNames(schema, others);
            Expression parsed = FilterParser.parse(expression);
            Scalar scalar =
                    parsed instanceof Expression.Name column ? names.findAny(column) : new Binder(names).scalar(parsed);
            if (scalar instanceof Scalar.FieldPath found) {
                Field source = names.field(found);
                Field field = new Field(name, source.type(), source.isNullable(), source.metadata());
                return new ComputedColumn(found, field, names.used());
            }
            ResultTypes.Typed typed = ResultTypes.of(scalar);
            Field field = new Field(name, typed.type(), new Nullability(names).isNullable(typed.scalar()));
            return new ComputedColumn(typed.scalar(), field, names.used());
        } catch (FilterException e) {
            throw e.inColumn(name);
        } catch (UnsupportedFeatureException e) {
            throw new UnsupportedFeatureException(
                    e.feature().equals(FilterParser.FEATURE) ? "expression" : e.feature(),
                    e.found(),
                    e.accepted(),
                    e.at().column().isEmpty() ? e.at().inColumn(name) : e.at());
        }
    }

    public String name() {
        return field.name();
    }

    /// The name, the type and whether there may be nulls.
    public Field field() {
        return field;
    }

    /// The paths of the columns that a batch must have, as those of [Filter#columns].
    public List<String> columns() {
        return columns;
    }

    /// The value of each row of `batch`, which holds at least [#columns].
    ///
    /// @throws IllegalArgumentException if the batch lacks a column or has one of another type
    /// @throws FilterException if a row has no value: a division by zero, a number beyond its type, a cast
    ///     that cannot be
    /// @throws LimitExceededException if functions make more than [Filter#MAX_COMPUTED_BYTES] of text
    public Column evaluate(RecordBatch batch) {
        return evaluate(batch, new Evaluation(batch));
    }

    /// As above, with an evaluation of `batch` that serves other columns too.
    Column evaluate(RecordBatch batch, Evaluation evaluation) {
        if (scalar instanceof Scalar.FieldPath plain) {
            return batch.column(plain.path());
        }
        try {
            return evaluation.column(scalar, field.type());
        } catch (FilterException e) {
            throw e.inColumn(field.name());
        }
    }
}
