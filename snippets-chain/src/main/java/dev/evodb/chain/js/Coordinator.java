package dev.evodb.chain.js;

import dev.evodb.chain.HitCount;
import dev.evodb.chain.Hops;
import dev.evodb.chain.run.Arrival;
import dev.evodb.chain.run.Deadline;
import dev.evodb.chain.run.FailureKind;
import dev.evodb.chain.run.Program;
import dev.evodb.chain.run.StepKinds;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSObject;

/// What every coordinator does with a request: runs the part of a chain that its program is. Requests,
/// headers and answers are described in `docs/format/chain.md`; what is called when is up to
/// [dev.evodb.chain.run.Run].
final class Coordinator {
    private Coordinator() {}

    /// What the platform calls with each request: runs a program as a writer wrote it, of steps of `kinds`;
    /// `frames` is what reads and writes frames of hits, if anything does.
    static Handler handler(ProgramText text, StepKinds<JsValue> kinds, @Nullable JSObject frames) {
        Program program = ProgramReader.read(text);
        // While the module is evaluated: see SnippetBundle.EXPORT on what an ended request would leave.
        FailureKind.initialize();
        return request -> handle(program, kinds, frames, request);
    }

    private static JSObject handle(
            Program program, StepKinds<JsValue> kinds, @Nullable JSObject frames, Request request) {
        Url url = Platform.url(request.getUrl());
        String method = request.getMethod();
        if (!method.equals("GET") && !method.equals("POST")) {
            return refusal(405, "method must be GET or POST, got " + method);
        }
        String header = Platform.header(request, Deadline.HEADER);
        int deadline = Deadline.read(header);
        if (deadline < 0) {
            return refusal(400, Deadline.refusal(header));
        }
        int k = HitCount.DEFAULT;
        String query = url.getSearch();
        String text = Platform.parameter(url, "k");
        if (text != null) {
            k = HitCount.read(text);
            if (k == 0) {
                return refusal(400, HitCount.refusal(text));
            }
        } else {
            // Said aloud, so that no shard falls back to a default of its own.
            query += (query.isEmpty() ? "?k=" : "&k=") + HitCount.DEFAULT;
        }
        Arrival arrival = new Arrival(
                url.getHost(),
                Platform.header(request, Hops.HEADER),
                k,
                deadline,
                name -> Platform.parameter(url, name));
        return new CoordinatorRun(program, kinds, frames, arrival, query).answer(request);
    }

    private static JSObject refusal(int status, String text) {
        return Platform.response(status, Platform.error(text), null);
    }
}
