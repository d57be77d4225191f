package dev.evodb.ann.index;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/// Scratch for as many searches at a time as there are threads; beyond some, scratch is left to the
/// garbage collector. Taking and giving back allocates nothing. Thread-safe.
final class ScratchPool {
    private static final int SLOTS = 64;

    private final AtomicReferenceArray<Scratch> slots = new AtomicReferenceArray<>(SLOTS);
    private final Supplier<Scratch> maker;

    ScratchPool(Supplier<Scratch> maker) {
        this.maker = maker;
    }

    Scratch take() {
        for (int i = 0; i < SLOTS; i++) {
            if (slots.getOpaque(i) != null) {
                Scratch scratch = slots.getAndSet(i, null);
                if (scratch != null) {
                    return scratch;
                }
            }
        }
        return maker.get();
    }

    void give(Scratch scratch) {
        for (int i = 0; i < SLOTS; i++) {
            if (slots.getOpaque(i) == null && slots.compareAndSet(i, null, scratch)) {
                return;
            }
        }
    }
}
