package dev.evodb.lance.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which file column holds the values of which field: what a manifest says about a data file, or what the
/// file's own schema implies. Immutable.
public final class FieldColumns {
    /// The column of a field that has none.
    public static final int NONE = -1;

    private final Map<Integer, Integer> columns;
    private final int leastId;
    private final int greatestId;

    private FieldColumns(Map<Integer, Integer> columns) {
        this.columns = columns;
        this.leastId = columns.keySet().stream().mapToInt(id -> id).min().orElse(0);
        this.greatestId = columns.keySet().stream().mapToInt(id -> id).max().orElse(-1);
    }

    /// Field `ids[i]` is in file column `columns[i]`; with no columns, as manifests have it for files of
    /// version 0.1, each field is in the file, but in no column. Ids below 0 are no fields. The first
    /// entry of an id counts.
    ///
    /// @throws IllegalArgumentException if there are columns, but not one for each id
    public static FieldColumns of(int[] ids, int[] columns) {
        if (columns.length != 0 && columns.length != ids.length) {
            throw new IllegalArgumentException(ids.length + " fields and " + columns.length + " columns");
        }
        Map<Integer, Integer> byId = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] >= 0) {
                byId.putIfAbsent(ids[i], columns.length == 0 ? NONE : columns[i]);
            }
        }
        return new FieldColumns(byId);
    }

    /// As files from version 2.1 on number their columns: one for each leaf, depth first.
    public static FieldColumns ofLeaves(List<SchemaField> fields) {
        Map<Integer, Integer> byId = new HashMap<>();
        for (SchemaField field : fields) {
            for (SchemaField leaf : field.leaves()) {
                byId.put(leaf.id(), byId.size());
            }
        }
        return new FieldColumns(byId);
    }

    /// As files of version 2.0 number their columns: one for each struct, list and leaf, depth first.
    public static FieldColumns ofNodes(List<SchemaField> fields) {
        Map<Integer, Integer> byId = new HashMap<>();
        addNodes(fields, byId);
        return new FieldColumns(byId);
    }

    /// The file column of field `id`, or [#NONE].
    public int column(int id) {
        return columns.getOrDefault(id, NONE);
    }

    /// The least id of a field in the file; above the greatest if there is no field.
    public int leastId() {
        return leastId;
    }

    /// The greatest id of a field in the file.
    public int greatestId() {
        return greatestId;
    }

    private static void addNodes(List<SchemaField> fields, Map<Integer, Integer> byId) {
        for (SchemaField field : fields) {
            byId.put(field.id(), byId.size());
            if (!field.isOneColumn()) {
                addNodes(field.children(), byId);
            }
        }
    }
}
