package dev.evodb.api.query;

import dev.evodb.api.error.ApiException;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.schema.LogicalType;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.type.DataType;
import java.util.List;
import java.util.Optional;

/// Which column of a table a vector is for.
public final class VectorColumns {
    private VectorColumns() {}

    /// The columns that hold vectors.
    public static List<String> of(LanceDataset table) {
        return table.schema().fields().stream()
                .filter(VectorColumns::isVector)
                .map(SchemaField::name)
                .toList();
    }

    /// The column that is `asked` for, else the only one of vectors, else the only one of vectors of so many
    /// `dims`.
    ///
    /// @throws ApiException (400) if that names none or several
    static String choose(LanceDataset table, Optional<String> asked, int dims) {
        if (asked.isPresent()) {
            return asked.get();
        }
        List<SchemaField> vectors =
                table.schema().fields().stream().filter(VectorColumns::isVector).toList();
        List<SchemaField> fitting = vectors.size() == 1
                ? vectors
                : vectors.stream().filter(field -> dims(field) == dims).toList();
        if (fitting.size() != 1) {
            throw ApiException.invalid("vector_column has to name one of the columns of vectors, which are "
                    + vectors.stream()
                            .map(field -> field.name() + " of " + dims(field) + " dims")
                            .toList());
        }
        return fitting.getFirst().name();
    }

    private static boolean isVector(SchemaField field) {
        return field.type() instanceof LogicalType.Leaf(DataType.FixedSizeList(var item, int size))
                && (item.type() instanceof DataType.FloatingPoint || item.type().equals(new DataType.Int(8, false)));
    }

    private static int dims(SchemaField field) {
        return field.type() instanceof LogicalType.Leaf(DataType.FixedSizeList list) ? list.size() : 0;
    }
}
