package dev.evodb.ann.index;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/// Scratch for as many searches at a time as there are threads; beyond some, scratch is left to the
/// garbage collector. Taking and giving back allocates nothing. Thread-safe.
final class ScratchPool<S> {
    private static final int SLOTS = 64;

    private final AtomicReferenceArray<S> slots = new AtomicReferenceArray<>(SLOTS);
    private final Supplier<S> maker;

    ScratchPool(Supplier<S> maker) {
        this.maker = maker;
    }

    S take() {
        for (int i = 0; i < SLOTS; i++) {
            if (slots.getOpaque(i) != null) {
                S scratch = slots.getAndSet(i, null);
                if (scratch != null) {
                    return scratch;
                }
            }
        }
        return maker.get();
    }

    void give(S scratch) {
        for (int i = 0; i < SLOTS; i++) {
            if (slots.getOpaque(i) == null && slots.compareAndSet(i, null, scratch)) {
                return;
            }
        }
    }
}
