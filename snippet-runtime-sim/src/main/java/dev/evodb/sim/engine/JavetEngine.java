package dev.evodb.sim.engine;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Host;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.options.V8RuntimeOptions;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.OriginResponse;
import dev.evodb.sim.net.SnippetRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// V8 inside the JVM, through Javet.
///
/// V8's flags hold for a whole process, so the first engine decides them: with or without compilation of
/// JavaScript to machine code. Code that V8 itself judges hopeless (a table beyond its largest size, an
/// allocation beyond 4 GiB) ends the process; run what you do not trust in a fork.
public final class JavetEngine implements SnippetEngine {
    /// Which of V8's tiers run.
    public enum Tiers {
        /// Interpreter and compilers, as in production.
        ALL(""),
        /// The interpreter alone, regular expressions included: repeatable, independent of the machine's
        /// load.
        INTERPRETER(" --no-opt --no-maglev --no-sparkplug --regexp-interpret-all");

        private final String flags;

        Tiers(String flags) {
            this.flags = flags;
        }
    }

    // A forced collection after each request must not throw away bytecode, which would make the next request cold. The
    // heap limit is far above every profile; it is where the near-heap-limit callback takes over from sampling.
    // On processors with protection keys V8 guards its pages with one that only threads started by the thread that
    // initialised V8 may use: in any other, among them the watchdog's, a look at the heap would end the process.
    private static final String FLAGS =
            "--expose-gc --no-flush-bytecode --max-heap-size=256 --no-memory-protection-keys";

    private static final String PLATFORM = "platform.js";

    /// Requests before the first real one, so that no snippet is billed for the JVM loading the classes
    /// of this path.
    private static final int REHEARSALS = 20;

    private static final SnippetModule REHEARSAL = new SnippetModule("rehearsal.js", """
            export default {
                async fetch(request) {
                    const answer = await fetch(request.url);
                    await crypto.subtle.digest('SHA-256', await answer.arrayBuffer());
                    crypto.randomUUID();
                    new TextDecoder().decode(new TextEncoder().encode('x'.repeat(1000)));
                    if (request.method === 'POST') throw new Error(await request.text());
                    return new Response('x', answer);
                }
            };
            """);

    private static final SnippetModule BROKEN_REHEARSAL = new SnippetModule("rehearsal.js", "export default {");

    private final Watchdog watchdog = new Watchdog();
    private final String platform;
    private final String name;

    /// An engine with all tiers.
    public JavetEngine() {
        this(Tiers.ALL);
    }

    /// @throws IllegalStateException if this process runs V8 with other flags already, or has no V8
    ///     for its system
    public JavetEngine(Tiers tiers) {
        setFlags(FLAGS + tiers.flags);
        platform = readPlatform();
        try (V8Runtime probe = V8Host.getV8Instance().createV8Runtime()) {
            name = "javet " + V8Host.getV8Instance().getJavetVersion() + " (V8 " + probe.getVersion() + ")"
                    + (tiers == Tiers.ALL ? "" : " interpreter");
        } catch (JavetException e) {
            throw new IllegalStateException("V8 does not start: " + e.getMessage(), e);
        }
        HostText.rehearse();
        rehearse(BROKEN_REHEARSAL);
        rehearse(REHEARSAL);
    }

    private void rehearse(SnippetModule module) {
        OriginResponse response = OriginResponse.text(200, "x");
        try (SnippetIsolate isolate = open(module, Profile.EVODB.withCpuMicros(10_000_000), IsolateSettings.STANDARD)) {
            for (int i = 0; i < REHEARSALS; i++) {
                String url = "https://rehearsal.invalid/";
                Turn turn = isolate.begin(
                        i % 2 == 0 ? SnippetRequest.get(url) : SnippetRequest.post(url, new byte[] {'x'}), 0);
                while (turn.progress() instanceof Progress.Waiting) {
                    Operation operation = turn.operations().getFirst();
                    Arrival arrival = operation instanceof Operation.ReadBody read
                            ? new Arrival.Body(read)
                            : new Arrival.Answer(operation.id(), url, false, response);
                    turn = isolate.deliver(arrival, 1, 0);
                }
                if (!isolate.finish(i == 0).isReusable()) {
                    return;
                }
            }
        }
    }

    private static synchronized void setFlags(String flags) {
        String current = V8RuntimeOptions.V8_FLAGS.getCustomFlags();
        if (flags.equals(current)) {
            return;
        }
        if (V8RuntimeOptions.V8_FLAGS.isSealed()) {
            throw new IllegalStateException(
                    "V8 flags hold for a process and are [" + current + "], wanted [" + flags + "]");
        }
        V8RuntimeOptions.V8_FLAGS.setCustomFlags(flags);
    }

    private static String readPlatform() {
        try (InputStream in = JavetEngine.class.getResourceAsStream(PLATFORM)) {
            if (in == null) {
                throw new IllegalStateException("resource " + PLATFORM + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public SnippetIsolate open(SnippetModule module, Profile profile, IsolateSettings settings) {
        if (module.source().contains("digest")) {
            HostCrypto.rehearse();
        }
        try {
            return new JavetIsolate(
                    V8Host.getV8Instance().createV8Runtime(), platform, module, profile, settings, watchdog);
        } catch (JavetException e) {
            throw new IllegalStateException("V8 does not open an isolate: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        watchdog.close();
    }
}
