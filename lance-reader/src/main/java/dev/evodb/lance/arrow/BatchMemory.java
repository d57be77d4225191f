package dev.evodb.lance.arrow;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ForeignAllocation;
import org.apache.arrow.memory.RootAllocator;

/// Buffers of an allocator for batch after batch of one reader. Large ones lie in blocks that are used
/// again as soon as nobody holds their buffer any more: fresh memory has to be paged in, which takes
/// longer than to fill it.
///
/// The allocator counts a buffer as long as it is held, however it is passed on. Blocks that wait for
/// their next use are counted by nobody, and are at most [#MOST_IDLE_BYTES]. Thread-safe.
final class BatchMemory implements AutoCloseable {
    /// Smaller buffers come from the allocator itself.
    static final int LEAST_BYTES = 64 << 10;

    static final long MOST_IDLE_BYTES = 64L << 20;

    /// A block may be so many times as large as what is put there.
    private static final int MOST_SPARE = 4;

    private final BufferAllocator allocator;

    /// Never closed: a block is given back when the last buffer in it is, which can be after the reader
    /// is closed.
    private final RootAllocator blocks = new RootAllocator();

    /// Those used last come first.
    private final ArrayDeque<ArrowBuf> idle = new ArrayDeque<>();

    private long idleBytes;
    private boolean isClosed;

    BatchMemory(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    /// A buffer of `bytes` bytes or a few more, which may hold anything; the caller's.
    ArrowBuf buffer(long bytes) {
        if (bytes < LEAST_BYTES) {
            return allocator.buffer(bytes);
        }
        Use use = new Use(take(bytes), bytes);
        boolean isHeld = false;
        try {
            ArrowBuf buffer = allocator.wrapForeignAllocation(use);
            isHeld = true;
            return buffer;
        } finally {
            if (!isHeld) {
                use.release0();
            }
        }
    }

    ArrowBuf empty() {
        return allocator.getEmpty();
    }

    /// Gives the idle blocks back, and each of the others when its use ends.
    @Override
    public synchronized void close() {
        isClosed = true;
        idle.forEach(ArrowBuf::close);
        idle.clear();
        idleBytes = 0;
    }

    private ArrowBuf take(long bytes) {
        synchronized (this) {
            for (Iterator<ArrowBuf> each = idle.iterator(); each.hasNext(); ) {
                ArrowBuf block = each.next();
                if (block.capacity() >= bytes && block.capacity() / MOST_SPARE <= bytes) {
                    each.remove();
                    idleBytes -= block.capacity();
                    return block;
                }
            }
        }
        return blocks.buffer(bytes);
    }

    private synchronized void giveBack(ArrowBuf block) {
        if (isClosed) {
            block.close();
            return;
        }
        idle.addFirst(block);
        idleBytes += block.capacity();
        while (idleBytes > MOST_IDLE_BYTES) {
            ArrowBuf oldest = idle.removeLast();
            idleBytes -= oldest.capacity();
            oldest.close();
        }
    }

    /// One buffer's use of a block.
    private final class Use extends ForeignAllocation {
        private final ArrowBuf block;
        private boolean hasEnded;

        private Use(ArrowBuf block, long bytes) {
            super(bytes, block.memoryAddress());
            this.block = block;
        }

        /// Called when the last reference to the buffer is dropped, and when it could not be made: in
        /// some of these cases by the allocator, too.
        @Override
        protected void release0() {
            if (!hasEnded) {
                hasEnded = true;
                giveBack(block);
            }
        }
    }
}
