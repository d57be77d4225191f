package dev.evodb.lance.io.remote;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// Collects a body up to a number of bytes and hangs up on the rest. The array grows with what arrives,
/// not with what was announced. For one answer.
public final class BoundedBody implements HttpResponse.BodySubscriber<BoundedBody.Bytes> {
    private static final int FIRST_BYTES = 64 << 10;

    private final int mostBytes;
    private final CompletableFuture<Bytes> result = new CompletableFuture<>();
    private byte[] bytes;
    private int length;
    private Flow.@Nullable Subscription subscription;

    /// What was collected; `isCut` if there were more.
    public record Bytes(byte[] bytes, boolean isCut) {}

    /// For a body of which `mostBytes` are wanted at most.
    public BoundedBody(int mostBytes) {
        this.mostBytes = mostBytes;
        this.bytes = new byte[Math.min(mostBytes, FIRST_BYTES)];
    }

    @Override
    public CompletionStage<Bytes> getBody() {
        return result;
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        newSubscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            int count = Math.min(buffer.remaining(), mostBytes - length);
            if (length + count > bytes.length) {
                long doubled = Math.max(2L * bytes.length, length + (long) count);
                bytes = Arrays.copyOf(bytes, (int) Math.min(mostBytes, doubled));
            }
            boolean isCut = count < buffer.remaining();
            buffer.get(bytes, length, count);
            length += count;
            if (isCut) {
                finish(true);
                return;
            }
        }
        if (subscription != null) {
            subscription.request(1);
        }
    }

    @Override
    public void onError(Throwable failure) {
        result.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        finish(false);
    }

    private void finish(boolean isCut) {
        if (isCut && subscription != null) {
            subscription.cancel();
        }
        result.complete(new Bytes(length == bytes.length ? bytes : Arrays.copyOf(bytes, length), isCut));
    }
}
