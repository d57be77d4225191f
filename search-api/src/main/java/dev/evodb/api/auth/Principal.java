package dev.evodb.api.auth;

import dev.evodb.api.catalog.Identifiers;
import dev.evodb.api.catalog.TableId;
import dev.evodb.api.error.ApiException;
import dev.evodb.api.error.ErrorCode;
import java.util.List;

/// Who asks, and which tables that one may read. A scope is a table (`shop$orders`), or ends in `*` and
/// stands for all that begin like it (`shop$*`).
public record Principal(String name, List<String> scopes) {
    /// Of a server without keys.
    public static final Principal ANYONE = new Principal("anyone", List.of("*"));

    public Principal {
        scopes = List.copyOf(scopes);
    }

    /// Whether the table may be read.
    public boolean mayRead(TableId table) {
        if (isAmbiguous(table.path())) {
            return scopes.contains("*");
        }
        String name = table.toString();
        return scopes.stream().anyMatch(scope -> matches(scope, name));
    }

    /// Whether there may be something to read in the namespace.
    public boolean mayEnter(List<String> namespace) {
        if (namespace.isEmpty()) {
            return true;
        }
        if (isAmbiguous(namespace)) {
            return scopes.contains("*");
        }
        String prefix = String.join(Identifiers.DELIMITER, namespace) + Identifiers.DELIMITER;
        return scopes.stream()
                .anyMatch(scope -> scope.startsWith(prefix)
                        || (scope.endsWith("*") && prefix.startsWith(scope.substring(0, scope.length() - 1))));
    }

    /// @throws ApiException (403) unless [#mayRead]
    public void requireRead(TableId table) {
        if (!mayRead(table)) {
            throw new ApiException(ErrorCode.PERMISSION_DENIED, "the key does not open table " + table);
        }
    }

    /// @throws ApiException (403) unless [#mayEnter]
    public void requireEnter(List<String> namespace) {
        if (!mayEnter(namespace)) {
            throw new ApiException(
                    ErrorCode.PERMISSION_DENIED,
                    "the key does not open namespace " + String.join(Identifiers.DELIMITER, namespace));
        }
    }

    /// A folder `shop$orders` is not the table of that name in the namespace `shop`, whose scope reads the same.
    private static boolean isAmbiguous(List<String> path) {
        return path.stream().anyMatch(name -> name.contains(Identifiers.DELIMITER));
    }

    private static boolean matches(String scope, String name) {
        return scope.endsWith("*") ? name.startsWith(scope.substring(0, scope.length() - 1)) : scope.equals(name);
    }
}
