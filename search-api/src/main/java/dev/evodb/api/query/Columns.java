package dev.evodb.api.query;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which columns a client wants, in the order in which it wants them.
public sealed interface Columns {
    /// Every column of the table.
    record All() implements Columns {}

    /// Columns by their names; see [dev.evodb.lance.ScanRequest] for paths.
    record Named(List<String> names) implements Columns {
        public Named {
            names = List.copyOf(names);
        }
    }

    /// Expressions in SQL by the names that their values get.
    record Computed(Map<String, String> expressions) implements Columns {
        public Computed {
            expressions = new LinkedHashMap<>(expressions);
        }
    }
}
