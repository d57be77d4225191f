package dev.evodb.api.route;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.api.auth.Principal;
import dev.evodb.api.catalog.Identifiers;
import dev.evodb.api.catalog.Page;
import dev.evodb.api.catalog.TableId;
import dev.evodb.api.engine.Deadline;
import dev.evodb.api.error.ApiException;
import dev.evodb.api.query.BoundedOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One request that is being answered: what was asked, by whom, until when, and where the answer goes.
/// `names` are the parts of the path that stand where the route has a name in braces. For one thread.
public record Call(
        ApiRequest request,
        ApiResponse response,
        Principal principal,
        Deadline deadline,
        List<String> names,
        List<String> root) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int OK = 200;

    /// What writes a document.
    @FunctionalInterface
    public interface JsonBody {
        void write(JsonGenerator json) throws IOException;
    }

    /// Whether the client is one of LanceDB: those end the paths of tables with a slash.
    public boolean isLanceDb() {
        return request.hasTrailingSlash();
    }

    /// Between names in this request.
    ///
    /// @throws ApiException (400) for one that is not allowed
    public String delimiter() {
        return Identifiers.checkedDelimiter(request.parameter("delimiter").orElse(Identifiers.DELIMITER));
    }

    /// The table of the path, which the caller may read.
    ///
    /// @throws ApiException (400) for a name that is not allowed, (403) if the key does not open it
    public TableId table() {
        TableId asked = Identifiers.table(names.getFirst(), delimiter());
        TableId table = new TableId(below(asked.namespace()), asked.name());
        principal.requireRead(table);
        return table;
    }

    /// The namespace of the path, which the caller may enter.
    ///
    /// @throws ApiException (400) for a name that is not allowed, (403) if the key opens nothing there
    public List<String> namespace() {
        List<String> namespace = below(Identifiers.names(names.getFirst(), delimiter()));
        principal.requireEnter(namespace);
        return namespace;
    }

    /// The second name of the path, decoded.
    ///
    /// @throws ApiException (400) for a name that is not allowed
    public String secondName() {
        return Identifiers.checked(Identifiers.decode(names.get(1)));
    }

    private List<String> below(List<String> namespace) {
        return Stream.concat(root.stream(), namespace.stream()).toList();
    }

    /// @throws ApiException (400) if the body is for another table than the path
    public void requireSame(TableId table, List<String> id) {
        if (!id.isEmpty() && !below(id).equals(table.path())) {
            throw ApiException.invalid("the id in the body is not that of the path");
        }
    }

    /// Answers with a document.
    public void json(JsonBody body) throws IOException {
        json(Long.MAX_VALUE, body);
    }

    /// Answers with a document of at most `mostBytes`.
    public void json(long mostBytes, JsonBody body) throws IOException {
        OutputStream out = new BoundedOutput(response.begin(OK, "application/json"), mostBytes);
        try (JsonGenerator json = JSON.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            body.write(json);
        }
    }

    /// Writes the `page_token` that the next page is asked with; null on the last one.
    static void writeToken(JsonGenerator json, Page<?> page) throws IOException {
        if (page.next().isPresent()) {
            json.writeStringField("page_token", page.next().get());
        } else {
            json.writeNullField("page_token");
        }
    }

    /// Tells the version that the answer is of.
    public void version(long version) {
        response.header("x-lancedb-version", Long.toUnsignedString(version));
    }

    /// A parameter of the path's query as text.
    public Optional<String> parameter(String name) {
        return request.parameter(name);
    }
}
