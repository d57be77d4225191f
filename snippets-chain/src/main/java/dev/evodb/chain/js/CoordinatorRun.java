package dev.evodb.chain.js;

import dev.evodb.chain.Hops;
import dev.evodb.chain.run.Actions;
import dev.evodb.chain.run.Answers;
import dev.evodb.chain.run.Arrival;
import dev.evodb.chain.run.Attempt;
import dev.evodb.chain.run.Deadline;
import dev.evodb.chain.run.Failure;
import dev.evodb.chain.run.Output;
import dev.evodb.chain.run.Problem;
import dev.evodb.chain.run.Program;
import dev.evodb.chain.run.Run;
import dev.evodb.chain.run.StepKinds;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/// One request at a coordinator: drives a [Run] with the fetches and the timer of the platform.
final class CoordinatorRun implements Actions<JsValue> {
    private static final int START = 0;
    private static final int ANSWERED = 1;
    private static final int ALARM = 2;
    private static final int UNREACHED = 3;
    private static final int REFUSED = 4;
    private static final int UNREADABLE = 5;

    private final JsValues values = new JsValues();
    private final Program program;
    private final String query;
    private final Run<JsValue> run;
    /// What of this request JavaScript holds: when it began, its body, fetches under way, the timer, and
    /// who waits.
    private final JSObject state = newState();

    private @Nullable JSObject input;
    private int wakeAt = Run.NEVER;

    /// Without `frames` snippets are asked for JSON and get it, see [HitFrames].
    CoordinatorRun(
            Program program, StepKinds<JsValue> kinds, @Nullable JSObject frames, Arrival arrival, String query) {
        this.program = program;
        this.query = query;
        run = new Run<>(program, kinds, values, arrival, this);
        if (frames != null) {
            setFrames(state, frames);
        }
    }

    /// Answers `request`: the promise of its response.
    JSObject answer(Request request) {
        return begin(state, request, this::take);
    }

    private void take(int event, int attempt, int status, JSObject value, String text) {
        int now = elapsed(state);
        if (event == START) {
            input = value;
            run.start(new JsValue(value));
        } else if (event == ANSWERED) {
            run.answered(now, attempt, new JsValue(value));
        } else if (event == ALARM) {
            // Timers may fire early; the run would not ask again for a time that it has asked for.
            run.elapsed(Math.max(now, wakeAt));
        } else if (event == UNREADABLE) {
            respond(status, Platform.error(text), null);
        } else {
            run.failed(now, attempt, problem(event, status, text));
        }
    }

    private static Problem problem(int event, int status, String text) {
        if (event == UNREACHED) {
            return Problem.network(text);
        }
        return event == REFUSED ? Problem.status(status, text) : Problem.brokenBody(text);
    }

    @Override
    public void send(Attempt<JsValue> attempt) {
        JSObject body = attempt.input().js();
        fetch(
                state,
                attempt.id(),
                attempt.url() + query,
                body == input,
                body,
                Hops.HEADER,
                attempt.hops(),
                Deadline.HEADER,
                attempt.timeLeft());
    }

    @Override
    public void cancel(int attempt) {
        abort(state, attempt);
    }

    @Override
    public void wakeAt(int millis) {
        wakeAt = millis;
        setTimer(state, millis == Run.NEVER ? -1 : millis);
    }

    @Override
    public void finished(Output<JsValue> output) {
        respond(200, Answers.body(values, program, output).js(), program.isRanked() ? acceptedFrames(state) : null);
    }

    @Override
    public void finished(Failure failure) {
        respond(failure.kind().status(), Answers.body(values, failure).js(), null);
    }

    private void respond(int status, JSObject body, @Nullable JSObject frames) {
        end(state, Platform.response(status, body, frames));
    }

    /// Takes what happened: one interface for all events, because each costs half a kilobyte.
    @JSFunctor
    interface Events extends JSObject {
        void take(int event, int attempt, int status, JSObject value, String text);
    }

    /// Whole numbers that no double holds stay texts inside: `rawJSON`. Only an answer that may have some is
    /// looked at number by number; digits behind a point do not count, so that distances are no reason.
    @JSBody(script = """
            return {from: Date.now(), fetches: {}, parse: function(text) {
              return /(^|[^.\\d])\\d{16}/.test(text) ? JSON.parse(text, function(key, value, context) {
                return typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\\d+$/.test(context.source)
                  ? JSON.rawJSON(context.source) : value;
              }) : JSON.parse(text);
            }};
            """)
    private static native JSObject newState();

    /// From now on frames are understood.
    @JSBody(
            params = {"state", "frames"},
            script = "state.frames=frames;")
    private static native void setFrames(JSObject state, JSObject frames);

    /// What writes frames, if whoever asked accepts them.
    @JSBody(params = "state", script = "return state.frames&&state.accept===state.frames.type?state.frames:null;")
    private static native @Nullable JSObject acceptedFrames(JSObject state);

    /// Whole milliseconds since the request came.
    @JSBody(params = "state", script = "return Math.max(0,Math.round(Date.now()-state.from));")
    private static native int elapsed(JSObject state);

    /// The body of a POST is JSON if its content type says so, else bytes; that of a GET is empty bytes
    /// whatever its content type.
    @JSBody(
            params = {"state", "request", "events"},
            script = """
            state.events = events;
            state.method = request.method;
            state.type = request.headers.get('content-type');
            state.accept = request.headers.get('accept');
            return new Promise(function(resolve, reject) {
              state.resolve = resolve;
              state.reject = reject;
              Promise.resolve(request.method === 'POST' ? request.arrayBuffer() : new ArrayBuffer(0)).then(function(bytes) {
                state.bytes = bytes;
                var input = bytes;
                if (state.method === 'POST' && /json/.test(state.type)) {
                  try {
                    input = state.parse(new TextDecoder().decode(bytes));
                  } catch (e) {
                    return events(5, 0, 400, '', 'the body is no JSON: ' + e.message);
                  }
                }
                events(0, 0, 0, input, '');
              }).catch(reject);
            });
            """)
    private static native JSObject begin(JSObject state, Request request, Events events);

    /// Sends the body of the request as it came if `isWhole`, else `input` as JSON. Redirects are not
    /// followed: every hop would be one more subrequest.
    @JSBody(
            params = {"state", "id", "url", "isWhole", "input", "hopsHeader", "hops", "deadlineHeader", "timeLeft"},
            script = """
            var controller = new AbortController();
            var frames = state.frames;
            var headers = frames ? {accept: frames.type} : {};
            var type = isWhole ? state.type : 'application/json';
            if (type) headers['content-type'] = type;
            headers[hopsHeader] = hops;
            if (timeLeft > 0) headers[deadlineHeader] = timeLeft + '';
            var method = isWhole ? state.method : 'POST';
            var body = method === 'GET' ? undefined : isWhole ? state.bytes : JSON.stringify(input);
            var status = 0;
            var isFrame = false;
            state.fetches[id] = controller;
            fetch(url, {method: method, headers: headers, body: body, redirect: 'manual', signal: controller.signal}).then(function(response) {
              status = response.status;
              isFrame = frames && response.headers.get('content-type') === frames.type;
              return isFrame ? response.arrayBuffer() : response.text();
            }).then(function(text) {
              delete state.fetches[id];
              var value;
              try {
                value = isFrame ? frames.read(text, state.parse) : state.parse(text);
              } catch (e) {
                if (status === 200) {
                  return state.events(6, id, status, '', 'answer is no ' + (isFrame ? 'frame: ' : 'JSON: ') + e.message);
                }
              }
              if (status === 200) return state.events(1, id, status, value, '');
              state.events(4, id, status, '', value && typeof value.error === 'string' ? value.error : isFrame ? '' : text);
            }, function(e) {
              delete state.fetches[id];
              state.events(status === 200 ? 6 : status ? 4 : 3, id, status, '', e.message + '');
            }).catch(state.reject);
            """)
    private static native void fetch(
            JSObject state,
            int id,
            String url,
            boolean isWhole,
            JSObject input,
            String hopsHeader,
            String hops,
            String deadlineHeader,
            int timeLeft);

    @JSBody(
            params = {"state", "id"},
            script = "var controller_=state.fetches[id];delete state.fetches[id];if(controller_)controller_.abort();")
    private static native void abort(JSObject state, int id);

    @JSBody(
            params = {"state", "millis"},
            script = "clearTimeout(state.timer);if(millis>=0)state.timer=setTimeout(state.events,"
                    + "Math.max(0,state.from+millis-Date.now()),2,0,0,'','');")
    private static native void setTimer(JSObject state, int millis);

    @JSBody(
            params = {"state", "response"},
            script = "clearTimeout(state.timer);state.resolve(response);")
    private static native void end(JSObject state, JSObject response);
}
