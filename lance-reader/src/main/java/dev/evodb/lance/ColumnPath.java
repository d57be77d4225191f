package dev.evodb.lance;

import dev.evodb.lance.schema.LogicalType;
import dev.evodb.lance.schema.SchemaField;
import java.util.ArrayList;
import java.util.List;

/// The way from a top-level column to the field that a caller names: `a.b`, where `a` is a struct, a list
/// of structs, a list of lists of them and so on. The items of a list may be named (`a.item.b`) or passed
/// over (`a.b`).
///
/// Names that hold dots, quotes or backticks themselves are written in backticks or double quotes, a
/// quote inside of them twice: `a."b.c"`. Without quotes, a whole name wins over a path through it.
final class ColumnPath {
    private final String text;
    private int at;

    private ColumnPath(String text) {
        this.text = text;
    }

    /// The fields on the way, the named one last; empty if there is no such field below `columns`.
    ///
    /// @throws IllegalArgumentException if quotes are not closed, or closed within a name
    static List<SchemaField> find(List<SchemaField> columns, String text) {
        List<SchemaField> plain = plain(columns, false, text);
        if (!plain.isEmpty() || (text.indexOf('`') < 0 && text.indexOf('"') < 0)) {
            return plain;
        }
        List<SchemaField> path = new ArrayList<>();
        List<SchemaField> level = columns;
        for (String name : new ColumnPath(text).names()) {
            List<SchemaField> next = step(level, !path.isEmpty() && isList(path.getLast()), name);
            if (next.isEmpty()) {
                return List.of();
            }
            path.addAll(next);
            level = next.getLast().children();
        }
        return path;
    }

    /// As above, for a text whose quotes are letters like others.
    private static List<SchemaField> plain(List<SchemaField> level, boolean isItem, String text) {
        List<SchemaField> whole = step(level, isItem, text);
        if (!whole.isEmpty()) {
            return whole;
        }
        for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', dot + 1)) {
            List<SchemaField> first = step(level, isItem, text.substring(0, dot));
            if (!first.isEmpty()) {
                List<SchemaField> rest =
                        plain(first.getLast().children(), isList(first.getLast()), text.substring(dot + 1));
                if (!rest.isEmpty()) {
                    List<SchemaField> path = new ArrayList<>(first);
                    path.addAll(rest);
                    return path;
                }
            }
        }
        return List.of();
    }

    /// The field `name` of `level`, after the items of lists that are passed over. `isItem` tells that
    /// `level` is the one child of a list.
    private static List<SchemaField> step(List<SchemaField> level, boolean isItem, String name) {
        List<SchemaField> passed = new ArrayList<>();
        List<SchemaField> fields = level;
        boolean isPassable = isItem;
        while (true) {
            for (SchemaField field : fields) {
                if (field.name().equals(name)) {
                    passed.add(field);
                    return passed;
                }
            }
            if (!isPassable) {
                return List.of();
            }
            SchemaField item = fields.getFirst();
            passed.add(item);
            fields = item.children();
            isPassable = isList(item);
        }
    }

    private static boolean isList(SchemaField field) {
        return field.type() instanceof LogicalType.ListOf;
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        while (true) {
            names.add(name());
            if (at == text.length()) {
                return names;
            }
            at++;
        }
    }

    /// One name up to a dot or the end.
    private String name() {
        char quote = at < text.length() ? text.charAt(at) : 0;
        if (quote != '`' && quote != '"') {
            int dot = text.indexOf('.', at);
            int from = at;
            at = dot < 0 ? text.length() : dot;
            return text.substring(from, at);
        }
        StringBuilder name = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != quote) {
                name.append(c);
            } else if (at < text.length() && text.charAt(at) == quote) {
                name.append(c);
                at++;
            } else if (at == text.length() || text.charAt(at) == '.') {
                return name.toString();
            } else {
                break;
            }
        }
        throw new IllegalArgumentException("column " + text + " has a quote that is not closed at the end of a name");
    }
}
