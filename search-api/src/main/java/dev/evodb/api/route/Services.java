package dev.evodb.api.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.api.ApiLimits;
import dev.evodb.api.catalog.Catalog;
import dev.evodb.api.catalog.TableId;
import dev.evodb.api.engine.MemoryBudget;
import dev.evodb.api.engine.TableCache;
import dev.evodb.api.engine.TableCache.Lease;
import dev.evodb.api.engine.TableCache.Wanted;
import dev.evodb.api.error.ApiException;
import dev.evodb.api.json.StrictJson;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// What operations work with.
public record Services(Catalog catalog, TableCache tables, MemoryBudget memory, ApiLimits limits) {
    /// Bodies that are no queries have a few fields.
    private static final int SMALL_BODY_BYTES = 256 << 10;

    /// The body of a call as an object, empty if there is none.
    ///
    /// @throws ApiException (400) for what is no such body, or is for another table than the path
    JsonNode body(Call call, TableId table) throws IOException {
        JsonNode body = StrictJson.object(call.request().json(SMALL_BODY_BYTES));
        List<String> id = new ArrayList<>();
        body.path("id").forEach(name -> id.add(name.asText()));
        call.requireSame(table, id);
        return body;
    }

    /// The version that a body names; nothing if it names none.
    ///
    /// @throws ApiException (400) if that is no number of a version
    static OptionalLong version(JsonNode body) {
        JsonNode version = body.path("version");
        if (version.isMissingNode() || version.isNull()) {
            return OptionalLong.empty();
        }
        if (!version.isIntegralNumber() || !version.canConvertToLong() || version.longValue() < 0) {
            throw ApiException.invalid("version has to be a whole number, not negative");
        }
        return OptionalLong.of(version.longValue());
    }

    /// A text of a body; empty if it is missing or null.
    ///
    /// @throws ApiException (400) if it is something else
    static String text(JsonNode body, String field) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isTextual()) {
            throw ApiException.invalid(field + " has to be a text");
        }
        return value.textValue();
    }

    /// The table at that version, or at the newest one, which is as new as the headers of the call demand:
    /// a client that has written, or read, a version is never shown an older one.
    ///
    /// @throws ApiException (404) if there is no such table or version
    Lease lease(Call call, TableId table, OptionalLong version) throws IOException {
        ApiRequest request = call.request();
        long least = Math.max(
                request.numberHeader("x-lancedb-min-version").orElse(0L),
                request.numberHeader("x-lancedb-min-read-version").orElse(0L));
        boolean isFresh = request.header("x-lancedb-min-timestamp").isPresent();
        if (isFresh) {
            requireTimestamp(request.header("x-lancedb-min-timestamp").orElse(""));
        }
        Lease lease = tables.lease(table, new Wanted(version, version.isPresent() ? 0 : least, isFresh));
        call.version(lease.table().dataset().version());
        return lease;
    }

    private static void requireTimestamp(String text) {
        try {
            OffsetDateTime.parse(text);
        } catch (DateTimeException e) {
            throw ApiException.invalid("header x-lancedb-min-timestamp has to be a time as in RFC 3339");
        }
    }
}
