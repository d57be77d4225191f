package dev.evodb.lance.filter;

import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.schema.LanceSchema;
import dev.evodb.lance.schema.LogicalType;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds the columns that a filter or a computed column names and remembers them.
///
/// A name is looked for as it is written first; one without quotes that is not there is then looked for
/// in any case.
final class FieldNames {
    private static final int MAX_LISTED = 20;

    /// What is known of a row itself; only versions are not known of every row.
    private static final List<Field> SYSTEM = List.of(
            new Field(LanceDataset.ROW_ID, SqlTypes.UINT64, false),
            new Field(LanceDataset.ROW_ADDRESS, SqlTypes.UINT64, false),
            new Field(LanceDataset.ROW_OFFSET, SqlTypes.UINT64, false),
            new Field(LanceDataset.ROW_CREATED_AT_VERSION, SqlTypes.UINT64, true),
            new Field(LanceDataset.ROW_LAST_UPDATED_AT_VERSION, SqlTypes.UINT64, true));

    private final LanceSchema schema;
    private final List<Field> others;
    private final Map<String, Field> used = new LinkedHashMap<>();

    /// `others` are columns that rows have beside those of the table.
    FieldNames(LanceSchema schema, List<Field> others) {
        this.schema = schema;
        this.others = List.copyOf(others);
    }

    /// The paths found so far, in the order of their first use.
    List<String> used() {
        return List.copyOf(used.keySet());
    }

    /// What was found under that path. It has the path as its name, and is nullable if a struct around it
    /// is.
    Field field(Scalar.FieldPath found) {
        return Objects.requireNonNull(used.get(found.path()));
    }

    /// The field of that name.
    ///
    /// @throws FilterException if there is none or more than one
    /// @throws UnsupportedFeatureException if its type is not read, or its values cannot be computed with
    Scalar.FieldPath find(Expression.Name name) {
        Scalar.FieldPath found = findAny(name);
        checkZone(found.type(), found.path());
        return found;
    }

    /// As [#find], for a column that is not computed with.
    Scalar.FieldPath findAny(Expression.Name name) {
        List<SchemaField> found = schema.find(name.text());
        boolean isStored = !found.isEmpty();
        Optional<Field> unstored = Stream.concat(SYSTEM.stream(), others.stream())
                .filter(field -> isStored
                        ? field.name().equals(name.text())
                        : field.name().equalsIgnoreCase(name.text()))
                .findFirst();
        if (unstored.isPresent()) {
            return use(unstored.get(), Scalar.FieldPath.NO_ID, name);
        }
        if (found.isEmpty()) {
            found = findInAnyCase(name);
        }
        for (SchemaField parent : found.subList(0, found.size() - 1)) {
            if (!(parent.type() instanceof LogicalType.Struct)) {
                throw inside(parent, name);
            }
        }
        String path = found.stream().map(SchemaField::name).collect(Collectors.joining("."));
        Field field = found.getLast().toField(Location.of("filter"));
        boolean isNullable = found.stream().anyMatch(SchemaField::isNullable);
        return use(
                new Field(path, field.type(), isNullable, field.metadata()),
                found.getLast().id(),
                name);
    }

    private Scalar.FieldPath use(Field field, int id, Expression.Name name) {
        used.put(field.name(), field);
        return new Scalar.FieldPath(field.name(), id, field.type(), name.position());
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
