package dev.evodb.chain.js;

import com.caoccao.javet.enums.V8AwaitMode;
import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Host;
import com.caoccao.javet.interop.V8Runtime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/// Deployed texts of coordinators in one V8, with as much of a Workers runtime as they touch. Texts come and go
/// as JSON.
public final class RouterRuntime implements AutoCloseable {
    private final V8Runtime v8;

    public RouterRuntime() throws JavetException, IOException {
        v8 = V8Host.getV8Instance().createV8Runtime();
        try (InputStream in = RouterRuntime.class.getResourceAsStream("runtime.js")) {
            evaluate(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /// From now on `module`, the text to deploy, answers at `host`.
    public RouterRuntime deploy(String host, String module) throws JavetException {
        evaluate("world.snippets[" + quote(host) + "]=(function(){" + module.replace("export default", "return ")
                + "})();");
        return this;
    }

    /// From now on the shard at `host` answers `body` with `status`.
    public void answer(String host, int status, String body) throws JavetException {
        evaluate("world.shards[" + quote(host) + "]={status:" + status + ",body:" + quote(body) + "};");
    }

    /// As above, if it gets `request`, a JSON array of bytes. Fetches of other bodies fail.
    public void answer(String host, String request, int status, String body) throws JavetException {
        evaluate("((world.shards[" + quote(host) + "]??={byBody:{}}).byBody)[" + request + "]={status:" + status
                + ",body:" + quote(body) + "};");
    }

    /// From now on the shard at `host` answers these bytes as a frame of hits.
    void answerFrame(String host, byte[] frame) throws JavetException {
        evaluate("world.shards[" + quote(host) + "]={frame:" + Arrays.toString(frame) + "};");
    }

    /// From now on every fetch of `host` fails.
    public void disconnect(String host, String reason) throws JavetException {
        evaluate("world.shards[" + quote(host) + "]={unreachable:" + quote(reason) + "};");
    }

    /// From now on the shard at `host` answers nothing.
    void silence(String host) throws JavetException {
        evaluate("world.shards[" + quote(host) + "]={isSilent:true};");
    }

    /// Fires all timers, although none of their times has passed. Status and body of the response then.
    String fireTimers() throws JavetException {
        evaluate("fireTimers();");
        v8.await(V8AwaitMode.RunNoWait);
        return response();
    }

    /// Status and body of the response, separated by a blank.
    public String get(String url) throws JavetException {
        return run("GET", url, "{}", "[]");
    }

    /// As above; `headers` is a JSON object with lower-case names, `body` a JSON array of bytes.
    public String run(String method, String url, String headers, String body) throws JavetException {
        evaluate("run(" + quote(method) + "," + quote(url) + "," + headers + "," + body + ");");
        v8.await(V8AwaitMode.RunNoWait);
        return response();
    }

    private String response() throws JavetException {
        return ask("world.response.status + ' ' + world.response.body");
    }

    /// The text of a JavaScript expression.
    public String ask(String expression) throws JavetException {
        return v8.getExecutor(expression).executeString();
    }

    private void evaluate(String script) throws JavetException {
        v8.getExecutor(script).executeVoid();
    }

    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    @Override
    public void close() throws JavetException {
        v8.close();
    }
}
