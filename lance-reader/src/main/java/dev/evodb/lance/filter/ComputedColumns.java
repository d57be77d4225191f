package dev.evodb.lance.filter;

import dev.evodb.column.Column;
import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.schema.LanceSchema;
import dev.evodb.type.Field;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/// The columns of an answer, each with the expression that gives it. Immutable, thread-safe.
///
/// ```java
/// ComputedColumns answer = ComputedColumns.of(table.schema(), expressions);
/// RecordBatch rows = answer.apply(table.takeRowIds(answer.columns(), rowIds));
/// ```
///
/// The same goes for each batch of a scan of [#columns].
public final class ComputedColumns {
    /// Most columns of one answer.
    public static final int MAX_COLUMNS = 4096;

    private final List<ComputedColumn> computed;
    private final List<String> columns;
    private final List<Field> fields;

    private ComputedColumns(List<ComputedColumn> computed, List<String> columns) {
        this.computed = List.copyOf(computed);
        this.columns = List.copyOf(columns);
        this.fields = computed.stream().map(ComputedColumn::field).toList();
    }

    /// The columns that `expressions` has by name, in its order; see [ComputedColumn#parse].
    ///
    /// @throws LimitExceededException if there are more than [#MAX_COLUMNS]
    public static ComputedColumns of(LanceSchema schema, SequencedMap<String, String> expressions) {
        return of(schema, List.of(), expressions);
    }

    /// As above, over `others` as well: columns that batches have beside those that are read of the
    /// table, like a distance.
    public static ComputedColumns of(LanceSchema schema, List<Field> others, SequencedMap<String, String> expressions) {
        if (expressions.size() > MAX_COLUMNS) {
            throw new LimitExceededException("computed columns", MAX_COLUMNS, expressions.size());
        }
        List<ComputedColumn> computed = new ArrayList<>();
        Set<String> columns = new LinkedHashSet<>();
        for (Map.Entry<String, String> expression : expressions.entrySet()) {
            ComputedColumn column = ComputedColumn.parse(expression.getKey(), expression.getValue(), schema, others);
            computed.add(column);
            columns.addAll(column.columns());
        }
        others.forEach(other -> columns.remove(other.name()));
        return new ComputedColumns(computed, List.copyOf(columns));
    }

    /// The paths to read of the table, each once: those that a batch must have, without the others.
    public List<String> columns() {
        return columns;
    }

    /// What [#apply] gives.
    public List<Field> fields() {
        return fields;
    }

    /// The computed columns, and only those, of the rows of `batch`.
    ///
    /// @throws IllegalArgumentException if the batch lacks a column or has one of another type
    /// @throws FilterException if a row has no value, see [ComputedColumn#evaluate]
    /// @throws LimitExceededException if functions make more than [Filter#MAX_COMPUTED_BYTES] of text
    public RecordBatch apply(RecordBatch batch) {
        Evaluation evaluation = new Evaluation(batch);
        List<Column> values = new ArrayList<>();
        for (ComputedColumn column : computed) {
            values.add(column.evaluate(batch, evaluation));
        }
        return new RecordBatch(fields, values, batch.rows());
    }
}
