package dev.evodb.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.api.route.RequestLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A log of requests: one JSON document a line. Nothing in it is of the client, but for the id that it gave the
/// request: no key, no name, no text of its query. A fault of the server or of its data has its message and its
/// trace. Thread-safe.
public final class RequestLines implements RequestLog {
    private static final JsonFactory JSON = new JsonFactory();

    private final PrintWriter out;
    private final boolean isFaultsOnly;

    /// Writes to `out`, which stays open.
    public RequestLines(PrintWriter out, boolean isFaultsOnly) {
        this.out = out;
        this.isFaultsOnly = isFaultsOnly;
    }

    @Override
    public void log(Entry entry) {
        if (isFaultsOnly && !entry.isFault()) {
            return;
        }
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField(
                    "time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
            json.writeStringField("level", entry.isFault() ? "error" : "info");
            json.writeStringField("requestId", entry.requestId());
            json.writeStringField("method", entry.method());
            json.writeStringField("route", entry.route());
            json.writeStringField("key", entry.principal());
            json.writeNumberField("status", entry.status());
            json.writeNumberField("ms", Math.round(entry.nanos() / 1e4) / 100.0);
            if (entry.isFault() && entry.failure() != null) {
                json.writeStringField("failure", String.valueOf(entry.failure().getMessage()));
                StringWriter trace = new StringWriter();
                entry.failure().printStackTrace(new PrintWriter(trace));
                json.writeStringField("trace", trace.toString());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a text takes everything", e);
        }
        out.println(line);
    }
}
