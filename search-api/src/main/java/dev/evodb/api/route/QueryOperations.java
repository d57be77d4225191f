package dev.evodb.api.route;

import dev.evodb.ann.SearchStatistics;
import dev.evodb.api.catalog.TableId;
import dev.evodb.api.engine.MemoryBudget;
import dev.evodb.api.engine.TableCache.Lease;
import dev.evodb.api.query.Answer;
import dev.evodb.api.query.ArrowVectors;
import dev.evodb.api.query.BoundedOutput;
import dev.evodb.api.query.ParameterQuery;
import dev.evodb.api.query.PlanAnalysis;
import dev.evodb.api.query.QueryPlan;
import dev.evodb.api.query.QueryReader;
import dev.evodb.api.query.QueryRequest;
import dev.evodb.lance.BatchSource;
import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.arrow.ArrowBridge;
import dev.evodb.lance.json.JsonValues;
import dev.evodb.type.Field;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Locale;

/// Queries: rows as Arrow or JSON, and plans.
final class QueryOperations {
    static final String ARROW_FILE = "application/vnd.apache.arrow.file";
    static final String ARROW_STREAM = "application/vnd.apache.arrow.stream";
    private static final String ROW_LIMIT = "x-evodb-row-limit";
    private static final int OK = 200;

    private final Services services;

    QueryOperations(Services services) {
        this.services = services;
    }

    /// A query with the table that it is for, leased.
    private record Asked(QueryRequest query, Lease lease) {}

    /// `POST /v1/table/{id}/query`: an Arrow file, or a stream for clients that accept nothing else.
    void query(Call call) throws IOException {
        Asked asked = ask(call);
        try (Lease lease = asked.lease();
                Answer answer = QueryPlan.of(lease.table(), asked.query(), services.limits())
                        .run()) {
            rowLimit(call, answer);
            boolean isStream = call.request()
                    .header("accept")
                    .map(accept -> accept.toLowerCase(Locale.ROOT))
                    .filter(accept -> accept.contains(ARROW_STREAM) && !accept.contains(ARROW_FILE))
                    .isPresent();
            OutputStream out = call.response().begin(OK, isStream ? ARROW_STREAM : ARROW_FILE);
            WritableByteChannel channel =
                    Channels.newChannel(new BoundedOutput(out, services.limits().answerBytes()));
            if (isStream) {
                ArrowBridge.writeIpcStream(answer.rows(), channel);
            } else {
                ArrowBridge.writeIpcFile(answer.rows(), channel);
            }
        }
    }

    /// `POST /v1/table/{id}/search`: a query in the same words, answered as JSON for people and scripts.
    void search(Call call) throws IOException {
        Asked asked = ask(call);
        try (Lease lease = asked.lease();
                Answer answer = QueryPlan.of(lease.table(), asked.query(), services.limits())
                        .run()) {
            rowLimit(call, answer);
            long version = lease.table().dataset().version();
            call.json(services.limits().answerBytes(), json -> {
                json.writeStartObject();
                json.writeNumberField("version", version);
                json.writeArrayFieldStart("rows");
                BatchSource rows = answer.rows();
                while (rows.next()) {
                    RecordBatch batch = rows.batch();
                    for (int row = 0; row < batch.rows(); row++) {
                        json.writeStartObject();
                        for (int c = 0; c < batch.fields().size(); c++) {
                            Field field = batch.fields().get(c);
                            json.writeFieldName(field.name());
                            JsonValues.write(json, field.type(), batch.columns().get(c), row);
                        }
                        json.writeEndObject();
                    }
                }
                json.writeEndArray();
                json.writeArrayFieldStart("statistics");
                for (SearchStatistics statistics : answer.statistics()) {
                    json.writeStartObject();
                    json.writeStringField("method", statistics.method().wireName());
                    json.writeNumberField("partitionsProbed", statistics.partitionsProbed());
                    json.writeNumberField("codesScored", statistics.codesScored());
                    json.writeNumberField("candidatesRefined", statistics.candidatesRefined());
                    json.writeNumberField("rowsCompared", statistics.rowsCompared());
                    json.writeBooleanField("isExhausted", statistics.isExhausted());
                    if (!statistics.note().isEmpty()) {
                        json.writeStringField("note", statistics.note());
                    }
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeEndObject();
            });
        }
    }

    /// `POST /v1/table/{id}/explain_plan`
    void explain(Call call) throws IOException {
        Asked asked = ask(call);
        try (Lease _ = asked.lease()) {
            String plan = plan(asked).explain();
            call.json(json -> json.writeString(plan));
        }
    }

    /// `POST /v1/table/{id}/analyze_plan`: the plan, and what it did.
    void analyze(Call call) throws IOException {
        Asked asked = ask(call);
        try (Lease _ = asked.lease()) {
            QueryPlan plan = plan(asked);
            long start = System.nanoTime();
            try (Running running = start(call, plan)) {
                String analysis = PlanAnalysis.of(plan, start, running.answer());
                call.json(json -> json.writeString(analysis));
            }
        }
    }

    /// Reads a query: JSON, or vectors as an Arrow stream with the rest in the parameters of the path.
    private Asked ask(Call call) throws IOException {
        TableId id = call.table();
        if (call.request().contentType().equals(ARROW_STREAM)) {
            List<float[]> vectors =
                    ArrowVectors.read(call.request().bytes(services.limits().bodyBytes()), services.limits());
            QueryRequest query = ParameterQuery.of(vectors, call.request().parameters());
            return new Asked(query, services.lease(call, id, query.version()));
        }
        byte[] bytes = call.request().json(services.limits().bodyBytes());
        QueryReader.Body body = QueryReader.read(bytes, services.limits());
        call.requireSame(id, body.id());
        return new Asked(body.query(), services.lease(call, id, body.query().version()));
    }

    private QueryPlan plan(Asked asked) throws IOException {
        return QueryPlan.of(asked.lease().table(), asked.query(), services.limits());
    }

    /// Runs a plan as soon as there is memory for it.
    private Running start(Call call, QueryPlan plan) throws IOException {
        MemoryBudget.Share share;
        try {
            share = services.memory().reserve(plan.bytes(), call.deadline());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException stopped = new InterruptedIOException("interrupted while waiting for memory");
            stopped.initCause(e);
            throw stopped;
        }
        boolean isRunning = false;
        try {
            Running running = new Running(plan.run(), share);
            isRunning = true;
            return running;
        } finally {
            if (!isRunning) {
                share.close();
            }
        }
    }

    /// An answer, and the memory that it may take.
    private record Running(Answer answer, MemoryBudget.Share share) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try (share) {
                answer.close();
            }
        }
    }

    private static void rowLimit(Call call, Answer answer) {
        if (answer.rowLimit() >= 0) {
            call.response().header(ROW_LIMIT, Long.toString(answer.rowLimit()));
        }
    }
}
