package dev.evodb.api.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is done for requests of some methods on paths of a form: `/v1/table/{id}/query`. `isOpen` ones need
/// no key and wait for nobody.
record Route(Set<String> methods, List<String> pattern, boolean isOpen, Operation operation) {
    private static final String NAME = "{";

    Route {
        pattern = List.copyOf(pattern);
    }

    static Route of(String methods, String path, Operation operation) {
        return new Route(Set.of(methods.split(" ")), parts(path), false, operation);
    }

    static Route open(String methods, String path, Operation operation) {
        return new Route(Set.of(methods.split(" ")), parts(path), true, operation);
    }

    /// The parts of a path that stand where the pattern has names, or nothing if it is of another form.
    Optional<List<String>> match(List<String> segments) {
        if (segments.size() != pattern.size()) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            if (pattern.get(i).startsWith(NAME)) {
                names.add(segments.get(i));
            } else if (!pattern.get(i).equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(names);
    }

    /// The form of the path, for metrics and logs: without the names of anybody.
    String label() {
        return "/" + String.join("/", pattern);
    }

    private static List<String> parts(String path) {
        String inner = path.substring(1);
        return inner.isEmpty() ? List.of() : List.of(inner.split("/"));
    }
}
