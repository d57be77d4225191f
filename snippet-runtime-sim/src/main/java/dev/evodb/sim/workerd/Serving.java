package dev.evodb.sim.workerd;

import dev.evodb.sim.Hop;
import dev.evodb.sim.Outcome;
import dev.evodb.sim.limit.ErrorCode;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.SnippetRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The accounts of one request that a snippet in workerd serves, kept where its subrequests arrive. Its
/// methods are called by several threads.
final class Serving {
    private final Profile profile;
    private final String host;
    private final SnippetRequest incoming;
    private final int depth;
    private final @Nullable Serving caller;
    private final long rootNanos;
    private final List<Hop> hops = new ArrayList<>();
    private int subrequests;
    private int fetchesOfIncoming;
    private Outcome.@Nullable Refused refusal;

    /// `rootNanos` is when the outermost request began, on the clock of `System.nanoTime`.
    Serving(
            Profile profile,
            String host,
            SnippetRequest incoming,
            int depth,
            @Nullable Serving caller,
            long rootNanos) {
        this.profile = profile;
        this.host = host;
        this.incoming = incoming;
        this.depth = depth;
        this.caller = caller;
        this.rootNanos = rootNanos;
    }

    String host() {
        return host;
    }

    int depth() {
        return depth;
    }

    long rootNanos() {
        return rootNanos;
    }

    /// Whether a snippet at `askedHost` is waiting further up in the chain.
    boolean isWaiting(String askedHost) {
        return host.equals(askedHost) || (caller != null && caller.isWaiting(askedHost));
    }

    /// Microseconds since the outermost request began.
    long nowMicros() {
        return (System.nanoTime() - rootNanos) / 1_000;
    }

    /// Counts a subrequest; false if it is one that the limits do not allow.
    synchronized boolean admit(SnippetRequest request) {
        subrequests++;
        boolean isIncoming =
                request.url().equals(incoming.url()) && request.method().equals(incoming.method());
        if (isIncoming && ++fetchesOfIncoming > 1) {
            refuse(ErrorCode.ORIGIN_TWICE, 1, 2, "the incoming request was fetched again");
            return false;
        }
        if (subrequests > profile.subrequests()) {
            refuse(ErrorCode.SUBREQUESTS, profile.subrequests(), profile.subrequests() + 1L, "one more was started");
            return false;
        }
        return true;
    }

    private void refuse(ErrorCode code, long allowed, long used, String how) {
        if (refusal == null) {
            refusal = refused(code, allowed, used, how);
        }
    }

    static Outcome.Refused refused(ErrorCode code, long allowed, long used, String how) {
        return new Outcome.Refused(
                code, allowed, used, code.limit() + " limit is " + allowed + ", used " + used + ": " + how);
    }

    synchronized void add(Hop hop) {
        hops.add(hop);
    }

    /// The limit that the subrequests have broken.
    synchronized Optional<Outcome.Refused> refusal() {
        return Optional.ofNullable(refusal);
    }

    synchronized int subrequests() {
        return refusal != null && refusal.code() == ErrorCode.SUBREQUESTS ? profile.subrequests() + 1 : subrequests;
    }

    synchronized List<Hop> hops() {
        return List.copyOf(hops);
    }
}
