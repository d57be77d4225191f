package dev.evodb.api.route;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.api.catalog.Page;
import dev.evodb.api.catalog.TableId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What namespaces there are, and which tables they have. Names are listed in their order, page by page: the
/// token of a page is the last name of the page before.
final class NamespaceOperations {
    private static final String SERVER_VERSION = "0.3.0";

    private final Services services;

    NamespaceOperations(Services services) {
        this.services = services;
    }

    /// `GET /v1/table`: the tables of the root for clients of LanceDB, those of all namespaces for others.
    void listAll(Call call) throws IOException {
        serverVersion(call);
        List<String> names = new ArrayList<>();
        List<TableId> tables = call.isLanceDb()
                ? services.catalog().tables(call.root()).stream()
                        .map(name -> new TableId(call.root(), name))
                        .toList()
                : services.catalog().allTables(call.root(), namespace -> {
                    call.deadline().check();
                    return call.principal().mayEnter(namespace);
                });
        for (TableId table : tables) {
            if (call.principal().mayRead(table)) {
                List<String> path = table.path();
                names.add(String.join(call.delimiter(), path.subList(call.root().size(), path.size())));
            }
        }
        page(call, "tables", names.stream().sorted().toList());
    }

    /// `GET /v1/namespace/{id}/table/list`
    void listTables(Call call) throws IOException {
        serverVersion(call);
        List<String> namespace = call.namespace();
        page(
                call,
                "tables",
                services.catalog().tables(namespace).stream()
                        .filter(name -> call.principal().mayRead(new TableId(namespace, name)))
                        .toList());
    }

    /// `GET /v1/namespace/{id}/list`
    void listNamespaces(Call call) throws IOException {
        List<String> namespace = call.namespace();
        page(
                call,
                "namespaces",
                services.catalog().namespaces(namespace).stream()
                        .filter(name -> call.principal().mayEnter(below(namespace, name)))
                        .toList());
    }

    /// `POST /v1/namespace/{id}/describe`
    void describe(Call call) throws IOException {
        require(call);
        call.json(json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("properties");
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    /// `POST /v1/namespace/{id}/exists`
    void exists(Call call) throws IOException {
        require(call);
        call.response().empty(200);
    }

    /// Tells clients of LanceDB what they may ask: several vectors in one request, and structured words.
    static void serverVersion(Call call) {
        call.response().header("phalanx-version", SERVER_VERSION);
    }

    private void require(Call call) throws IOException {
        services.catalog().requireNamespace(call.namespace());
    }

    private static void page(Call call, String field, List<String> names) throws IOException {
        long limit = call.request().number("limit").orElse(Page.DEFAULT_LIMIT);
        Page<String> page =
                Page.of(names, name -> name, call.parameter("page_token").orElse(""), limit);
        call.json(json -> {
            json.writeStartObject();
            writeNames(json, field, page.items());
            Call.writeToken(json, page);
            json.writeEndObject();
        });
    }

    private static void writeNames(JsonGenerator json, String field, List<String> names) throws IOException {
        json.writeArrayFieldStart(field);
        for (String name : names) {
            json.writeString(name);
        }
        json.writeEndArray();
    }

    private static List<String> below(List<String> namespace, String name) {
        return new TableId(namespace, name).path();
    }
}
