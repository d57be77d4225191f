package dev.evodb.api.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// All paths of the server, and what is done for them. A trailing slash makes no difference here.
final class Routes {
    private final List<Route> routes;

    /// A route that fits a request, and the names in its path.
    record Match(Route route, List<String> names) {}

    Routes(Services services, Supplier<String> metrics, BooleanSupplier isStopping) {
        SystemOperations system = new SystemOperations(services, metrics, isStopping);
        NamespaceOperations namespaces = new NamespaceOperations(services);
        TableOperations tables = new TableOperations(services);
        QueryOperations queries = new QueryOperations(services);
        WriteOperations writes = new WriteOperations();
        List<Route> all = new ArrayList<>(List.of(
                Route.open("GET", "/", system::console),
                Route.open("GET", "/healthz", system::health),
                Route.open("GET", "/readyz", system::ready),
                Route.open("GET", "/openapi.yaml", system::openApi),
                Route.of("GET", "/metrics", system::metrics),
                Route.of("GET", "/v1/table", namespaces::listAll),
                Route.of("GET", "/v1/namespace/{id}/list", namespaces::listNamespaces),
                Route.of("GET", "/v1/namespace/{id}/table/list", namespaces::listTables),
                Route.of("POST", "/v1/namespace/{id}/describe", namespaces::describe),
                Route.of("POST", "/v1/namespace/{id}/exists", namespaces::exists),
                Route.of("POST", "/v1/table/{id}/describe", tables::describe),
                Route.of("POST", "/v1/table/{id}/exists", tables::exists),
                Route.of("GET POST", "/v1/table/{id}/count_rows", tables::countRows),
                Route.of("POST", "/v1/table/{id}/stats", tables::stats),
                Route.of("POST", "/v1/table/{id}/version/list", tables::versions),
                Route.of("GET POST", "/v1/table/{id}/tags/list", tables::tags),
                Route.of("POST", "/v1/table/{id}/tags/version", tables::tagVersion),
                Route.of("POST", "/v1/table/{id}/index/list", tables::indices),
                Route.of("POST", "/v1/table/{id}/index/{name}/stats", tables::indexStats),
                Route.of("POST", "/v1/table/{id}/index/{name}/prewarm", tables::prewarm),
                Route.of("POST", "/v1/table/{id}/query", queries::query),
                Route.of("POST", "/v1/table/{id}/search", queries::search),
                Route.of("POST", "/v1/table/{id}/explain_plan", queries::explain),
                Route.of("POST", "/v1/table/{id}/analyze_plan", queries::analyze)));
        for (String path : List.of(
                "/v1/namespace/{id}/create",
                "/v1/namespace/{id}/drop",
                "/v1/table/batch-commit",
                "/v1/table/version/batch-create",
                "/v1/table/{id}/create",
                "/v1/table/{id}/create-empty",
                "/v1/table/{id}/register",
                "/v1/table/{id}/declare",
                "/v1/table/{id}/deregister",
                "/v1/table/{id}/insert",
                "/v1/table/{id}/multipart_write",
                "/v1/table/{id}/merge_insert",
                "/v1/table/{id}/update",
                "/v1/table/{id}/delete",
                "/v1/table/{id}/drop",
                "/v1/table/{id}/rename",
                "/v1/table/{id}/restore",
                "/v1/table/{id}/create_index",
                "/v1/table/{id}/create_scalar_index",
                "/v1/table/{id}/index/{name}/drop",
                "/v1/table/{id}/page_cache/prewarm",
                "/v1/table/{id}/tags/create",
                "/v1/table/{id}/tags/update",
                "/v1/table/{id}/tags/delete",
                "/v1/table/{id}/version/create",
                "/v1/table/{id}/version/describe",
                "/v1/table/{id}/version/delete",
                "/v1/table/{id}/add_columns",
                "/v1/table/{id}/alter_columns",
                "/v1/table/{id}/drop_columns",
                "/v1/table/{id}/schema_metadata/update",
                "/v1/table/{id}/branches/create",
                "/v1/table/{id}/branches/list",
                "/v1/table/{id}/branches/delete")) {
            all.add(Route.of("GET POST", path, writes::refuse));
        }
        this.routes = List.copyOf(all);
    }

    /// All of them.
    List<Route> all() {
        return routes;
    }

    /// The route of a request; empty if there is none for its path and method.
    Optional<Match> find(String method, List<String> segments) {
        for (Route route : routes) {
            Optional<List<String>> names = route.match(segments);
            if (names.isPresent() && route.methods().contains(method)) {
                return Optional.of(new Match(route, names.get()));
            }
        }
        return Optional.empty();
    }

    /// The methods that a path takes, in order; none if it leads nowhere.
    Set<String> methods(List<String> segments) {
        Set<String> methods = new TreeSet<>();
        for (Route route : routes) {
            if (route.match(segments).isPresent()) {
                methods.addAll(route.methods());
            }
        }
        return methods;
    }
}
