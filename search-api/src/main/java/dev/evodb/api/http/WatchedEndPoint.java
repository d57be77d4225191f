package dev.evodb.api.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/// A connection that knows two things more than Jetty's: how long its client has been sending the headers of
/// a request, all pauses included, and whether the client has gone while its request is answered.
///
/// Jetty's own timeout starts again with each byte, and nobody reads a socket while a request is answered.
/// For the latter it reads ahead, without waiting and a few bytes at the most, which the next read is given.
final class WatchedEndPoint extends SocketChannelEndPoint {
    private static final int AHEAD_BYTES = 1024;

    private final ByteBuffer ahead = ByteBuffer.allocate(AHEAD_BYTES).limit(0);
    private boolean isGone;
    private volatile boolean isInRequest;
    private volatile boolean isSendingHeaders = true;
    private volatile long headersSinceNanos = System.nanoTime();

    WatchedEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
        super(channel, selector, key, scheduler);
    }

    /// The watched end point below `endPoint`, past TLS; null if there is none.
    static @Nullable WatchedEndPoint below(EndPoint endPoint) {
        EndPoint found = endPoint;
        while (found instanceof EndPoint.Wrapper wrapper) {
            found = wrapper.unwrap();
        }
        return found instanceof WatchedEndPoint watched ? watched : null;
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        int count;
        synchronized (ahead) {
            if (ahead.hasRemaining()) {
                int position = BufferUtil.flipToFill(buffer);
                count = Math.min(ahead.remaining(), buffer.remaining());
                buffer.put(ahead.slice(ahead.position(), count));
                ahead.position(ahead.position() + count);
                BufferUtil.flipToFlush(buffer, position);
            } else if (isGone) {
                return -1;
            } else {
                count = super.fill(buffer);
            }
        }
        if (count > 0 && !isInRequest && !isSendingHeaders) {
            headersSinceNanos = System.nanoTime();
            isSendingHeaders = true;
        }
        return count;
    }

    // Together with the look, or it would take the bytes that the selector is to tell of, and nobody would.
    @Override
    public void fillInterested(Callback callback) {
        synchronized (ahead) {
            if (!isReady()) {
                super.fillInterested(callback);
                return;
            }
        }
        callback.succeeded();
    }

    @Override
    public boolean tryFillInterested(Callback callback) {
        synchronized (ahead) {
            if (!isReady()) {
                return super.tryFillInterested(callback);
            }
        }
        callback.succeeded();
        return true;
    }

    private boolean isReady() {
        return ahead.hasRemaining() || isGone;
    }

    /// The headers of a request are complete.
    void beginRequest() {
        isInRequest = true;
        isSendingHeaders = false;
    }

    /// The request is answered.
    void endRequest() {
        isInRequest = false;
    }

    boolean isInRequest() {
        return isInRequest;
    }

    /// Looks whether the client has closed the connection.
    boolean looksGone() {
        synchronized (ahead) {
            // Behind bytes that were read before as well: the end of TLS comes before that of the connection.
            // While somebody waits for bytes, that one is told of the end.
            boolean isAwaited = getFillInterest().isInterested();
            if (!isGone && !isAwaited && ahead.remaining() < AHEAD_BYTES) {
                try {
                    isGone = super.fill(ahead) < 0;
                } catch (IOException e) {
                    isGone = true;
                }
            }
            return isGone;
        }
    }

    /// Closes the connection if its client has been sending headers for longer than that.
    void closeIfSlow(long nowNanos, long mostNanos) {
        if (isSendingHeaders && nowNanos - headersSinceNanos > mostNanos) {
            close(new TimeoutException("the headers of a request took too long"));
        }
    }
}
