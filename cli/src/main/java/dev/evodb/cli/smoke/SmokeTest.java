package dev.evodb.cli.smoke;

import dev.evodb.cli.cloudflare.HttpSender;
import dev.evodb.cli.deploy.StoredObject;
import dev.evodb.lance.io.remote.Pacing;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/// Asks what was deployed: the snippet with a query whose answer is known, and the objects for ranges
/// whose bytes are known. Sends no token, follows no redirect. For one thread.
public final class SmokeTest implements AutoCloseable {
    static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);

    private final HttpSender sender = new HttpSender();
    private final Pacing pacing;
    private final Duration patience;
    private final Waiting waiting;
    private final CheckList checks = new CheckList();

    /// Hears that the deployment is still on its way.
    @FunctionalInterface
    public interface Waiting {
        /// Error 1205 came again after `waited`; the test gives up after `patience`.
        void at(Duration waited, Duration patience);
    }

    /// `patience` is how long a deployment may take to propagate.
    public SmokeTest(Pacing pacing, Duration patience, Waiting waiting) {
        this.pacing = pacing;
        this.patience = patience;
        this.waiting = waiting;
    }

    /// Asks the snippet at `url`, and the objects where they are served. `isRouter` says that the layer
    /// header of a router must be there.
    ///
    /// @throws IllegalArgumentException if `url` is neither https nor http to this machine
    /// @throws IOException if a file of the pack cannot be read
    public SmokeReport run(
            URI url, SmokeQuery query, ExpectedAnswer expected, boolean isRouter, List<StoredObject> objects)
            throws IOException {
        requireUrl(url);
        for (StoredObject object : objects) {
            new ObjectProbe(sender, checks).run(object);
        }
        new SnippetProbe(sender, checks, pacing, patience, waiting).run(url, query, expected, isRouter);
        return checks.report();
    }

    /// `url`, if it can be asked.
    ///
    /// @throws IllegalArgumentException if it is neither https nor http to this machine, or has a query
    public static URI requireUrl(URI url) {
        if (!HttpSender.isPrivate(url) || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "the URL of the smoke test must be https without query and fragment, got " + url);
        }
        return url;
    }

    @Override
    public void close() {
        sender.close();
    }
}
