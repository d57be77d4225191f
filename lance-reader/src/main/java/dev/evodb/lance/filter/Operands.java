package dev.evodb.lance.filter;

import dev.evodb.error.Location;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.schema.LanceSchema;
import dev.evodb.lance.schema.LogicalType;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.type.DataType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Finds the columns that a filter names and remembers them.
final class Operands {
    private final LanceSchema schema;
    private final Set<String> names = new LinkedHashSet<>();

    Operands(LanceSchema schema) {
        this.schema = schema;
    }

    /// The names found so far, in the order of their first use.
    List<String> names() {
        return List.copyOf(names);
    }

    /// The column of that dotted path, which stands at `position` of the text.
    Operand find(String path, int position) {
        if (path.equals(LanceDataset.ROW_ID)) {
            names.add(path);
            return new Operand(path, new DataType.Int(64, false), "uint64");
        }
        List<SchemaField> fields = schema.find(path);
        if (fields.isEmpty()) {
            throw new FilterException(
                    position,
                    "no column " + path + ", the columns are "
                            + schema.fields().stream().map(SchemaField::name).toList());
        }
        for (SchemaField parent : fields.subList(0, fields.size() - 1)) {
            if (!(parent.type() instanceof LogicalType.Struct)) {
                throw new FilterException(
                        position,
                        "column " + path + " is inside " + parent.name() + " of type " + parent.logicalType()
                                + ", which has many values in a row");
            }
        }
        SchemaField field = fields.getLast();
        names.add(path);
        return new Operand(path, field.toField(Location.of("filter")).type(), field.logicalType());
    }
}
