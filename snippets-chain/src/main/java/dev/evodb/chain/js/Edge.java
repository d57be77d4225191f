package dev.evodb.chain.js;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArrayReader;

/// What only JavaScript can do, or does in fewer bytes: URLs, headers, fetches and JSON.
final class Edge {
    private Edge() {}

    @JSBody(params = "text", script = "return new URL(text);")
    static native Url url(String text);

    @JSBody(
            params = {"url", "name"},
            script = "return url.searchParams.has(name);")
    static native boolean hasParameter(Url url, String name);

    /// All values, joined by commas: a parameter that is given twice is no number.
    @JSBody(
            params = {"url", "name"},
            script = "return url.searchParams.getAll(name).join(',');")
    static native String parameter(Url url, String name);

    /// The value, or nothing.
    @JSBody(
            params = {"request", "name"},
            script = "return request.headers.get(name) || '';")
    static native String header(Request request, String name);

    /// Sends the request to all shards in one turn, waits for all, and hands every reply to `gather`, in
    /// order of the shards. A fetch that fails is a reply too.
    ///
    /// Redirects are not followed: every hop would be one more subrequest.
    @JSBody(
            params = {"request", "config", "query", "hopHeader", "hops", "gather"},
            script = """
            var headers = {};
            var type = request.headers.get('content-type');
            if (type) headers['content-type'] = type;
            headers[hopHeader] = hops;
            function parse(text) {
              var answer;
              try {
                answer = JSON.parse(text);
              } catch (e) {
                throw new Error('answer is no JSON: ' + e.message);
              }
              return answer === null || typeof answer !== 'object' ? {} : answer;
            }
            function count(answer, name) {
              if (!Number.isSafeInteger(answer[name]) || answer[name] < 0) {
                throw new Error('answer has no whole number "' + name + '"');
              }
              return answer[name];
            }
            function numbers(hits, name) {
              return Float64Array.from(hits, function(hit) {
                return hit !== null && typeof hit[name] === 'number' ? hit[name] : NaN;
              });
            }
            function errorOf(text) {
              try {
                var error = parse(text).error;
                if (typeof error === 'string') return error;
              } catch (e) {}
              return text || 'no text';
            }
            function read(reply, text) {
              if (reply.status !== 200) throw new Error(errorOf(text));
              var answer = parse(text);
              if (!Array.isArray(answer.hits)) throw new Error('answer has no array "hits"');
              reply.hits = answer.hits;
              reply.rows = count(answer, 'rows');
              reply.nprobes = count(answer, 'nprobes');
              reply.truncated = answer.truncated === true;
              reply.distances = numbers(answer.hits, 'distance');
              reply.rowIds = numbers(answer.hits, 'rowId');
              reply.ok = true;
            }
            function ask(url, options) {
              var reply = {url: url, status: 0, ok: false, error: ''};
              return fetch(url + query, options).then(function(response) {
                reply.status = response.status;
                return response.text();
              }).then(function(text) {
                read(reply, text);
              }).catch(function(e) {
                reply.error = String(e.message).slice(0, 300);
              }).then(function() {
                return reply;
              });
            }
            return Promise.resolve(request.method === 'POST' ? request.arrayBuffer() : null).then(function(body) {
              var options = {method: request.method, body: body, headers: headers, redirect: 'manual'};
              return Promise.all(config.shards.map(function(url) {
                return ask(url, options);
              }));
            }).then(gather);
            """)
    static native JSObject scatter(
            Request request, JSObject config, String query, String hopHeader, String hops, Gather gather);

    /// Makes one response of all replies.
    @JSFunctor
    interface Gather extends JSObject {
        JSObject gather(JSArrayReader<ShardReply> replies);
    }

    /// Hit `i` of the answer is hit `positions[i]` of reply `shards[i]`, as the shard sent it.
    @JSBody(
            params = {"replies", "shards", "positions"},
            script = """
            var answer = {hits: [], shards: {asked: replies.length, answered: replies.length}, rows: 0, nprobes: 0, truncated: false};
            for (var i = 0; i < shards.length; i++) answer.hits.push(replies[shards[i]].hits[positions[i]]);
            for (var s = 0; s < replies.length; s++) {
              answer.rows += replies[s].rows;
              answer.nprobes += replies[s].nprobes;
              answer.truncated = answer.truncated || replies[s].truncated;
            }
            return answer;
            """)
    static native JSObject answer(JSArrayReader<ShardReply> replies, int[] shards, int[] positions);

    /// The body of an answer that some shards are missing from; at least one reply is not `ok`.
    @JSBody(params = "replies", script = """
            var failed = [];
            for (var s = 0; s < replies.length; s++) {
              var reply = replies[s];
              if (!reply.ok) {
                failed.push({shard: new URL(reply.url).host, status: reply.status, error: reply.error});
              }
            }
            var first = failed[0];
            var others = failed.length - 1;
            return {
              error: 'shard ' + first.shard + ' failed with status ' + first.status + ': ' + first.error
                  + (others > 0 ? ' (and ' + others + ' more)' : ''),
              failed: failed,
              shards: {asked: replies.length, answered: replies.length - failed.length}
            };
            """)
    static native JSObject failure(JSArrayReader<ShardReply> replies);

    @JSBody(params = "error", script = "return {error: error};")
    static native JSObject error(String error);

    @JSBody(
            params = {"status", "body", "layerHeader", "layer"},
            script = """
            var headers = {'content-type': 'application/json'};
            headers[layerHeader] = layer;
            return new Response(JSON.stringify(body), {status: status, headers: headers});
            """)
    static native JSObject json(int status, JSObject body, String layerHeader, String layer);
}
