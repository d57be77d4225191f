package dev.evodb.lance.filter;

import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.schema.LanceSchema;
import dev.evodb.lance.schema.LogicalType;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.type.DataType;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds the columns that a filter names and remembers them.
///
/// A name is looked for as it is written first; one without quotes that is not there is then looked for
/// in any case.
final class FieldNames {
    private static final int MAX_LISTED = 20;

    private final LanceSchema schema;
    private final Set<String> used = new LinkedHashSet<>();

    FieldNames(LanceSchema schema) {
        this.schema = schema;
    }

    /// The paths found so far, in the order of their first use.
    List<String> used() {
        return List.copyOf(used);
    }

    /// The field of that name.
    ///
    /// @throws FilterException if there is none or more than one
    /// @throws UnsupportedFeatureException if its type is not read
    Scalar.FieldPath find(Expression.Name name) {
        for (String system : List.of(LanceDataset.ROW_ID, LanceDataset.ROW_ADDRESS)) {
            if (name.text().equalsIgnoreCase(system)) {
                used.add(system);
                return new Scalar.FieldPath(system, Scalar.FieldPath.NO_ID, SqlTypes.UINT64, name.position());
            }
        }
        List<SchemaField> found = schema.find(name.text());
        if (found.isEmpty()) {
            found = findInAnyCase(name);
        }
        for (SchemaField parent : found.subList(0, found.size() - 1)) {
            if (!(parent.type() instanceof LogicalType.Struct)) {
                throw inside(parent, name);
            }
        }
        String path = found.stream().map(SchemaField::name).collect(Collectors.joining("."));
        SchemaField field = found.getLast();
        DataType type = field.toField(Location.of("filter")).type();
        checkZone(type, path);
        used.add(path);
        return new Scalar.FieldPath(path, field.id(), type, name.position());
    }

    private List<SchemaField> findInAnyCase(Expression.Name name) {
        List<SchemaField> found = new ArrayList<>();
        List<SchemaField> level = schema.fields();
        for (Expression.NamePart part : name.parts()) {
            List<SchemaField> exact = level.stream()
                    .filter(field -> field.name().equals(part.text()))
                    .toList();
            List<SchemaField> candidates = !exact.isEmpty() || part.quote() != Expression.NamePart.NO_QUOTE
                    ? exact
                    : level.stream()
                            .filter(field -> field.name().equalsIgnoreCase(part.text()))
                            .toList();
            if (candidates.isEmpty()) {
                throw found.isEmpty() || level.isEmpty() ? unknown(name) : unknownBelow(found, part, name);
            }
            if (candidates.size() > 1) {
                throw new FilterException(
                        name.position(),
                        name.text() + " is one of the columns "
                                + candidates.stream().map(SchemaField::name).toList()
                                + ": write it in back quotes and in its own case");
            }
            found.add(candidates.getFirst());
            level = candidates.getFirst().children();
        }
        return found;
    }

    private static FilterException inside(SchemaField parent, Expression.Name name) {
        return new FilterException(
                name.position(),
                "column " + name.text() + " is inside " + parent.name() + " of type " + parent.logicalType()
                        + ", which has many values in a row");
    }

    private static FilterException unknownBelow(
            List<SchemaField> parents, Expression.NamePart part, Expression.Name name) {
        if (!(parents.getLast().type() instanceof LogicalType.Struct)) {
            return inside(parents.getLast(), name);
        }
        String path = parents.stream().map(SchemaField::name).collect(Collectors.joining("."));
        return new FilterException(
                name.position(),
                "no field " + part.text() + " in column " + path + ", its fields are "
                        + listed(parents.getLast().children()));
    }

    private static String listed(List<SchemaField> fields) {
        List<String> columns = fields.stream().map(SchemaField::name).toList();
        return columns.size() <= MAX_LISTED
                ? columns.toString()
                : columns.subList(0, MAX_LISTED) + " and " + (columns.size() - MAX_LISTED) + " more";
    }

    private FilterException unknown(Expression.Name name) {
        List<String> paths = new ArrayList<>();
        schema.fields().forEach(field -> addPaths(field, "", paths));
        String wanted = name.text().toLowerCase(Locale.ROOT);
        int farthest = wanted.length() < 3 ? 0 : wanted.length() < 5 ? 1 : 2;
        List<String> near = paths.stream()
                .filter(path -> {
                    String lower = path.toLowerCase(Locale.ROOT);
                    return distance(lower, wanted, farthest) <= farthest || lower.endsWith("." + wanted);
                })
                .limit(3)
                .toList();
        boolean isDoubleQuoted = name.parts().getFirst().quote() == '"';
        return new FilterException(
                name.position(),
                "no column " + name.text() + ", "
                        + (near.isEmpty()
                                ? "the columns are " + listed(schema.fields())
                                : "did you mean " + String.join(", ", near) + "?")
                        + (isDoubleQuoted ? "; texts are in single quotes" : ""));
    }

    private static void addPaths(SchemaField field, String prefix, List<String> paths) {
        paths.add(prefix + field.name());
        if (field.type() instanceof LogicalType.Struct) {
            field.children().forEach(child -> addPaths(child, prefix + field.name() + ".", paths));
        }
    }

    /// How many characters have to be put in, taken out or changed, or more than `most`.
    private static int distance(String a, String b, int most) {
        if (Math.abs(a.length() - b.length()) > most) {
            return most + 1;
        }
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(changed, Math.min(previous[j], current[j - 1]) + 1);
            }
            int[] swapped = previous;
            previous = current;
            current = swapped;
        }
        return previous[b.length()];
    }

    private static void checkZone(DataType type, String path) {
        if (type instanceof DataType.Timestamp(var _, String zone) && !zone.isEmpty()) {
            try {
                ZoneId.of(zone);
            } catch (DateTimeException e) {
                throw new UnsupportedFeatureException(
                        "time zone",
                        zone,
                        "zones of the IANA database and offsets",
                        Location.of("filter").inColumn(path));
            }
        }
    }
}
