package dev.evodb.api.query;

import dev.evodb.column.Column;
import dev.evodb.column.Validity;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.RecordBatch;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The columns of an answer: which of them are read of the table, and where those go that the search itself
/// makes: distances, scores, row ids, the number of the query.
///
/// Order: the number of the query, if there are several; the columns that were asked for; distances or
/// scores, and row ids, unless they stand among those already.
final class Output {
    static final String DISTANCE = "_distance";
    static final String SCORE = "_score";
    static final String QUERY_INDEX = "query_index";

    private static final Field DISTANCE_FIELD = new Field(DISTANCE, new DataType.FloatingPoint(32), true);
    private static final Field SCORE_FIELD = new Field(SCORE, new DataType.FloatingPoint(32), true);
    private static final Field ROW_ID_FIELD = new Field(LanceDataset.ROW_ID, new DataType.Int(64, false), true);
    private static final Field QUERY_INDEX_FIELD = new Field(QUERY_INDEX, new DataType.Int(32, true), true);

    private final List<String> names;
    private final List<String> stored;
    private final String ranked;
    private final boolean isBatch;

    private Output(List<String> names, List<String> stored, String ranked, boolean isBatch) {
        this.names = names;
        this.stored = stored;
        this.ranked = ranked;
        this.isBatch = isBatch;
    }

    /// Columns of hits. `ranked` is [#DISTANCE] or [#SCORE].
    static Output ofHits(LanceDataset table, QueryRequest query, String ranked) {
        List<String> names = new ArrayList<>(names(table, query.columns()));
        if (!names.contains(ranked)) {
            names.add(ranked);
        }
        if (query.hasRowId() && !names.contains(LanceDataset.ROW_ID)) {
            names.add(LanceDataset.ROW_ID);
        }
        List<String> stored =
                names.stream().filter(name -> !isMade(name, ranked)).toList();
        return new Output(names, stored, ranked, query.isBatch());
    }

    /// The columns to read of the rows that were found.
    List<String> stored() {
        return stored;
    }

    /// The answer: `rows` have [#stored] of each hit, in the order of hits.
    RecordBatch batch(RecordBatch rows, Ranked hits) {
        List<Field> fields = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        int count = hits.size();
        if (isBatch) {
            fields.add(QUERY_INDEX_FIELD);
            columns.add(new Column.IntColumn(Validity.allValid(count), hits.queries()));
        }
        int next = 0;
        for (String name : names) {
            if (name.equals(ranked)) {
                fields.add(ranked.equals(DISTANCE) ? DISTANCE_FIELD : SCORE_FIELD);
                columns.add(new Column.FloatColumn(Validity.allValid(count), hits.ranks()));
            } else if (name.equals(LanceDataset.ROW_ID)) {
                fields.add(ROW_ID_FIELD);
                columns.add(new Column.LongColumn(Validity.allValid(count), hits.rowIds()));
            } else {
                fields.add(rows.fields().get(next));
                columns.add(rows.columns().get(next));
                next++;
            }
        }
        return new RecordBatch(fields, columns, count);
    }

    /// For people to read.
    @Override
    public String toString() {
        return names.toString();
    }

    private static List<String> names(LanceDataset table, Columns columns) {
        return switch (columns) {
            case Columns.All() -> table.columnNames();
            case Columns.Named(List<String> names) -> names;
            case Columns.Computed(Map<String, String> expressions) -> List.copyOf(expressions.values());
        };
    }

    private static boolean isMade(String name, String ranked) {
        return name.equals(ranked) || name.equals(LanceDataset.ROW_ID);
    }
}
