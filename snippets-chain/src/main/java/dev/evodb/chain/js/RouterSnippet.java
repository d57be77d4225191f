package dev.evodb.chain.js;

import dev.evodb.chain.GatherMerge;
import dev.evodb.chain.HitCount;
import dev.evodb.chain.Hops;
import dev.evodb.chain.RankedAnswer;
import dev.evodb.chain.ShardFailedException;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArrayReader;

/// The router: sends a query to all shards at once and answers the best of their hits, or an error if one
/// shard failed. The JSON and the headers are described in `docs/format/chain.md`.
public final class RouterSnippet {
    private static final String LAYER_HEADER = "x-evodb-layer";

    private RouterSnippet() {}

    /// What the platform calls with each request.
    @JSFunctor
    public interface Handler extends JSObject {
        JSObject fetch(Request request);
    }

    /// Makes the handler; `config` is `{"shards": ["https://host/path", …]}`. The router has no static
    /// state to make with it, see [dev.evodb.snippet.SnippetBundle#EXPORT].
    @JSExport
    public static Handler open(JSObject config) {
        return request -> handle(request, config);
    }

    /// Answers one request with a response or the promise of one.
    private static JSObject handle(Request request, JSObject config) {
        Url url = Edge.url(request.getUrl());
        String host = url.getHost();
        String hops = Edge.header(request, Hops.HEADER);
        String refusal = Hops.refusal(hops, host);
        if (!refusal.isEmpty()) {
            return json(508, Edge.error(refusal));
        }
        String method = request.getMethod();
        if (!method.equals("GET") && !method.equals("POST")) {
            return json(405, Edge.error("method must be GET or POST, got " + method));
        }
        int k = HitCount.DEFAULT;
        String query = url.getSearch();
        if (Edge.hasParameter(url, "k")) {
            try {
                k = HitCount.parse(Edge.parameter(url, "k"));
            } catch (IllegalArgumentException e) {
                return json(400, Edge.error(String.valueOf(e.getMessage())));
            }
        } else {
            // Said aloud, so that no shard falls back to a default of its own.
            query += (query.isEmpty() ? "?k=" : "&k=") + k;
        }
        int asked = k;
        return Edge.scatter(
                request, config, query, Hops.HEADER, Hops.plus(hops, host), replies -> gather(replies, asked));
    }

    private static JSObject gather(JSArrayReader<ShardReply> replies, int k) {
        RankedAnswer[] answers = new RankedAnswer[replies.getLength()];
        boolean isComplete = true;
        for (int s = 0; s < answers.length; s++) {
            ShardReply reply = replies.get(s);
            if (reply.isOk()) {
                answers[s] = new RankedAnswer(
                        reply.getUrl(),
                        reply.getDistances().toJavaArray(),
                        reply.getRowIds().toJavaArray());
                try {
                    answers[s].check(k);
                } catch (ShardFailedException e) {
                    reply.setOk(false);
                    reply.setError(e.problem());
                }
            }
            isComplete &= reply.isOk();
        }
        if (!isComplete) {
            return json(502, Edge.failure(replies));
        }
        GatherMerge.Merged merged = GatherMerge.merge(answers, k);
        return json(200, Edge.answer(replies, merged.shards(), merged.positions()));
    }

    private static JSObject json(int status, JSObject body) {
        return Edge.json(status, body, LAYER_HEADER, "router");
    }
}
