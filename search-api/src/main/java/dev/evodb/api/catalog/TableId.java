package dev.evodb.api.catalog;

import java.util.ArrayList;
import java.util.List;

/// A table by the names that lead to it: those of its namespaces, from the root, and its own.
public record TableId(List<String> namespace, String name) {
    public TableId {
        namespace = List.copyOf(namespace);
    }

    /// The names of the way, the table's own last.
    public List<String> path() {
        List<String> path = new ArrayList<>(namespace);
        path.add(name);
        return path;
    }

    /// As in requests: names with `$` between them.
    @Override
    public String toString() {
        return String.join(Identifiers.DELIMITER, path());
    }
}
