package dev.evodb.snippets.lance.js;

import dev.evodb.snippets.lance.Lanes;
import dev.evodb.snippets.lance.PackHead;
import dev.evodb.snippets.lance.PackHits;
import dev.evodb.snippets.lance.PackPartition;
import dev.evodb.snippets.lance.PackQuery;
import dev.evodb.snippets.lance.PackSearch;
import dev.evodb.vector.Kernels;
import dev.evodb.vector.Metric;
import dev.evodb.vector.ScalarKernels;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSExceptions;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.typedarrays.ArrayBuffer;
import org.teavm.jso.typedarrays.Float32Array;

/// The search as a snippet: request → head (cached) → all partitions in one turn → answer.
///
/// Subrequests: one a probe, and one for the head when the isolate is new or the object has changed.
public final class SearchSnippet {
    /// A request has five subrequests on the largest plan.
    private static final int MAX_PROBES = 5;

    private static final Kernels KERNELS = new ScalarKernels();

    private static final Lanes LANES = new BigIntLanes();

    /// State of the isolate: usually there at the next request, never promised.
    private static @Nullable EdgeHead cached;

    private SearchSnippet() {}

    /// What the platform calls with each request.
    @JSFunctor
    public interface Handler extends JSObject {
        Promise<JSObject> fetch(JSObject request);
    }

    /// Makes the handler, and with it all static state, that of [Metric] included; see
    /// [dev.evodb.snippet.SnippetBundle#EXPORT].
    @JSExport
    public static Handler open(SnippetConfig config) {
        if (Metric.L2.wireName().isEmpty()) {
            throw new IllegalStateException();
        }
        return request -> handle(request, config);
    }

    /// Answers one request with hits, or with an error as JSON.
    private static Promise<JSObject> handle(JSObject request, SnippetConfig config) {
        return Http.vector(request)
                .flatThen(vector -> withHead(config, head -> search(request, config, vector, head)))
                .recover(SearchSnippet::refuse);
    }

    /// Not a `Function`: a JavaScript object that passes through `Object` gets wrapped, and the wrapping
    /// linked.
    @FunctionalInterface
    private interface HeadUse {
        Promise<JSObject> apply(EdgeHead head);
    }

    private static Promise<JSObject> withHead(SnippetConfig config, HeadUse next) {
        EdgeHead known = cached;
        if (known != null && known.isAt(config.getUrl())) {
            return next.apply(known);
        }
        return Http.range(config.getUrl(), 0, config.getHead())
                .flatThen(response -> Http.bytes(response, config.getHead()).flatThen(bytes -> {
                    PackHead head = PackHead.parse("pack", new BufferBytes(bytes), LANES);
                    if (head.crc() != config.getCrc()) {
                        throw new Refusal(409, "the pack is not the one that this snippet was made for");
                    }
                    EdgeHead fresh = new EdgeHead(config.getUrl(), Http.tag(response), head, bytes);
                    cached = fresh;
                    return next.apply(fresh);
                }));
    }

    private static Promise<JSObject> search(
            JSObject request, SnippetConfig config, @Nullable ArrayBuffer vector, EdgeHead edge) {
        PackHead head = edge.head();
        if (vector == null) {
            throw new Refusal(405, "POST the vector as little-endian f32, or GET with vector=1,2,...");
        }
        if (vector.getByteLength() != 4 * head.dims()) {
            throw new Refusal(400, "vector length in bytes", vector.getByteLength(), 4 * head.dims());
        }
        int nprobes = Http.parameter(request, "nprobes", config.getNprobes());
        if (nprobes > MAX_PROBES) {
            throw new Refusal(400, "nprobes", nprobes, MAX_PROBES);
        }
        PackQuery query = PackQuery.of(
                head,
                KERNELS,
                new Float32Array(vector).toJavaArray(),
                Http.parameter(request, "k", config.getK()),
                nprobes);
        Http.PromiseList parts = Http.list();
        for (int slot = 0; slot < query.nprobes(); slot++) {
            int p = query.probe(slot);
            parts.push(Http.range(edge.url(), 16.0 * head.partitionUnit(p), head.partitionBytes(p))
                    .flatThen(response -> part(response, head.partitionBytes(p), edge)));
        }
        // The tables are built while the partitions are on their way.
        PackSearch search = PackSearch.prepare(query, KERNELS, LANES);
        return Http.all(parts).then(buffers -> {
            PackPartition[] partitions = new PackPartition[query.nprobes()];
            for (int slot = 0; slot < partitions.length; slot++) {
                partitions[slot] =
                        PackPartition.parse(head, query.probe(slot), new BufferBytes(buffers.get(slot)), LANES);
            }
            return answer(query, search.run(partitions), edge, buffers);
        });
    }

    private static Promise<ArrayBuffer> part(Http.Response response, int length, EdgeHead edge) {
        Promise<ArrayBuffer> bytes = Http.bytes(response, length);
        if (!Http.isSame(Http.tag(response), edge.tag())) {
            cached = null;
            throw new Refusal(409, "the pack changed while it was read, ask again");
        }
        return bytes;
    }

    private static JSObject answer(PackQuery query, PackHits hits, EdgeHead edge, Http.BufferList buffers) {
        JSObject answer = Answer.create(query.nprobes(), hits.rowsScanned());
        for (int slot = 0; slot < query.nprobes(); slot++) {
            Answer.addPartition(answer, query.probe(slot));
        }
        for (int i = 0; i < hits.size(); i++) {
            JSObject payload = Answer.addHit(answer, hits.rowId(i), hits.distance(i));
            PackPartition partition = hits.partition(i);
            int row = hits.row(i);
            for (int c = 0; c < edge.head().columns(); c++) {
                int from = partition.payloadFrom(row, c);
                Answer.setValue(
                        payload,
                        edge.columnName(c),
                        partition.isPayloadNull(row, c)
                                ? null
                                : Answer.text(buffers.get(hits.slot(i)), from, partition.payloadBytes(row, c)));
            }
        }
        return Answer.response(answer, 200);
    }

    /// Everything that went wrong ends here, once.
    private static JSObject refuse(JSObject error) {
        Throwable cause = JSExceptions.getJavaException(error);
        if (cause instanceof Refusal refusal) {
            return error(refusal.status(), refusal.getMessage());
        }
        if (cause == null) {
            // A defect, not an answer: the runtime reports it as an uncaught exception.
            Http.rethrow(error);
            return error;
        }
        return error(cause instanceof IllegalArgumentException ? 400 : 502, cause.getMessage());
    }

    private static JSObject error(int status, @Nullable String message) {
        return Answer.response(Answer.error(message, status), status);
    }
}
