package dev.evodb.api.query;

import dev.evodb.column.Column;
import dev.evodb.column.Validity;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.filter.ComputedColumns;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The columns of ranked rows: which of them are read of the table, and where those go that the search itself
/// makes: distances, scores, row ids, the number of the query.
///
/// Order: the number of the query, if there are several; the columns that were asked for; distances or
/// scores, and row ids, unless they stand among those already.
final class Output {
    static final String DISTANCE = "_distance";
    static final String SCORE = "_score";
    static final String QUERY_INDEX = "query_index";

    private final List<String> names;
    private final Optional<ComputedColumns> computed;
    private final Field ranked;
    private final boolean isBatch;

    private Output(List<String> names, Optional<ComputedColumns> computed, Field ranked, boolean isBatch) {
        this.names = List.copyOf(names);
        this.computed = computed;
        this.ranked = ranked;
        this.isBatch = isBatch;
    }

    /// Columns of hits. `rank` is [#DISTANCE] or [#SCORE].
    ///
    /// @throws IllegalArgumentException for expressions that do not make sense
    static Output ofHits(LanceDataset table, QueryRequest query, String rank) {
        Field ranked = new Field(rank, new DataType.FloatingPoint(32), true);
        boolean hasRowId = query.hasRowId();
        if (query.columns() instanceof Columns.Computed(Map<String, String> expressions)) {
            LinkedHashMap<String, String> all = new LinkedHashMap<>(expressions);
            all.putIfAbsent(rank, rank);
            if (hasRowId) {
                all.putIfAbsent(LanceDataset.ROW_ID, LanceDataset.ROW_ID);
            }
            ComputedColumns computed = ComputedColumns.of(table.schema(), List.of(ranked), all);
            List<String> names = new ArrayList<>(computed.columns());
            names.add(rank);
            return new Output(names, Optional.of(computed), ranked, query.isBatch());
        }
        List<String> names = new ArrayList<>(
                query.columns() instanceof Columns.Named(List<String> asked) ? asked : table.columnNames());
        if (!names.contains(rank)) {
            names.add(rank);
        }
        if (hasRowId && !names.contains(LanceDataset.ROW_ID)) {
            names.add(LanceDataset.ROW_ID);
        }
        return new Output(names, Optional.empty(), ranked, query.isBatch());
    }

    /// The columns to read of the rows that were found.
    List<String> stored() {
        return names.stream().filter(name -> !isMade(name)).toList();
    }

    /// The answer: `rows` have [#stored] of each hit, in the order of hits.
    RecordBatch batch(RecordBatch rows, Ranked hits) {
        List<Field> fields = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        int count = hits.size();
        int next = 0;
        for (String name : names) {
            if (name.equals(ranked.name())) {
                fields.add(ranked);
                columns.add(new Column.FloatColumn(Validity.allValid(count), hits.ranks()));
            } else if (name.equals(LanceDataset.ROW_ID)) {
                fields.add(new Field(LanceDataset.ROW_ID, new DataType.Int(64, false), true));
                columns.add(new Column.LongColumn(Validity.allValid(count), hits.rowIds()));
            } else {
                fields.add(rows.fields().get(next));
                columns.add(rows.columns().get(next));
                next++;
            }
        }
        RecordBatch asked = new RecordBatch(fields, columns, count);
        RecordBatch answer = computed.isPresent() ? computed.get().apply(asked) : asked;
        return isBatch ? withQueries(answer, hits) : answer;
    }

    private static RecordBatch withQueries(RecordBatch answer, Ranked hits) {
        List<Field> fields = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        fields.add(new Field(QUERY_INDEX, new DataType.Int(32, true), true));
        columns.add(new Column.IntColumn(Validity.allValid(hits.size()), hits.queries()));
        fields.addAll(answer.fields());
        columns.addAll(answer.columns());
        return new RecordBatch(fields, columns, hits.size());
    }

    private boolean isMade(String name) {
        return name.equals(ranked.name()) || name.equals(LanceDataset.ROW_ID);
    }

    /// For people to read.
    @Override
    public String toString() {
        return computed.map(ComputedColumns::fields)
                .map(fields -> fields.stream().map(Field::name).toList())
                .orElse(names)
                .toString();
    }
}
