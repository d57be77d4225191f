package dev.evodb.api.route;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.api.catalog.Identifiers;
import dev.evodb.api.catalog.TableId;
import dev.evodb.api.error.ApiException;
import dev.evodb.api.error.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What namespaces there are, and which tables they have. Names are listed in their order, page by page: the
/// token of a page is the last name of the page before.
final class NamespaceOperations {
    private static final long DEFAULT_PAGE = 10_000;
    private static final int MAX_TABLES = 1_000_000;
    private static final String SERVER_VERSION = "0.3.0";

    private final Services services;

    NamespaceOperations(Services services) {
        this.services = services;
    }

    /// `GET /v1/table`: the tables of the root for clients of LanceDB, those of all namespaces for others.
    void listAll(Call call) throws IOException {
        serverVersion(call);
        List<String> names = new ArrayList<>();
        collect(call, call.root(), !call.isLanceDb(), names);
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
        List<String> namespace = call.namespace();
        if (!services.catalog().hasNamespace(namespace)) {
            throw new ApiException(
                    ErrorCode.NAMESPACE_NOT_FOUND, "no namespace " + String.join(Identifiers.DELIMITER, namespace));
        }
    }

    private void collect(Call call, List<String> namespace, boolean isDeep, List<String> names) throws IOException {
        for (String name : services.catalog().tables(namespace)) {
            if (call.principal().mayRead(new TableId(namespace, name))) {
                List<String> path = below(namespace, name);
                names.add(String.join(call.delimiter(), path.subList(call.root().size(), path.size())));
            }
        }
        if (names.size() > MAX_TABLES) {
            throw ApiException.unsupported("there are more than " + MAX_TABLES + " tables: list them by namespace");
        }
        if (isDeep && namespace.size() < Identifiers.MAX_NAMES - 1) {
            call.deadline().check();
            for (String name : services.catalog().namespaces(namespace)) {
                if (call.principal().mayEnter(below(namespace, name))) {
                    collect(call, below(namespace, name), true, names);
                }
            }
        }
    }

    private static void page(Call call, String field, List<String> names) throws IOException {
        long limit = call.request().number("limit").orElse(DEFAULT_PAGE);
        String after = call.parameter("page_token").orElse("");
        if (limit < 1) {
            throw ApiException.invalid("parameter limit has to be at least 1");
        }
        List<String> rest =
                names.stream().filter(name -> name.compareTo(after) > 0).toList();
        List<String> page = rest.subList(0, (int) Math.min(limit, rest.size()));
        call.json(json -> {
            json.writeStartObject();
            writeNames(json, field, page);
            if (page.size() < rest.size()) {
                json.writeStringField("page_token", page.getLast());
            } else {
                json.writeNullField("page_token");
            }
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
