package dev.evodb.lance.arrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.OwnershipTransferResult;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

class BatchMemoryTest {
    private static final long LARGE = 1 << 20;

    @Test
    void usesTheBlockOfABufferThatNobodyHoldsAgain() {
        try (BufferAllocator allocator = new RootAllocator();
                BatchMemory memory = new BatchMemory(allocator)) {
            long address;
            try (ArrowBuf first = memory.buffer(LARGE)) {
                address = first.memoryAddress();
            }
            try (ArrowBuf second = memory.buffer(LARGE - 100)) {
                assertEquals(address, second.memoryAddress());
                assertEquals(LARGE - 100, second.capacity());
            }
        }
    }

    @Test
    void leavesTheBlockOfABufferThatIsHeldAlone() {
        try (BufferAllocator allocator = new RootAllocator();
                BatchMemory memory = new BatchMemory(allocator);
                ArrowBuf first = memory.buffer(LARGE)) {
            first.getReferenceManager().retain();
            first.getReferenceManager().release();
            try (ArrowBuf second = memory.buffer(LARGE)) {
                assertNotEquals(first.memoryAddress(), second.memoryAddress());
            }
        }
    }

    @Test
    void leavesTheBlockOfABufferThatAnotherAllocatorOwnsAlone() {
        try (RootAllocator root = new RootAllocator();
                BufferAllocator allocator = root.newChildAllocator("reader", 0, Long.MAX_VALUE);
                BufferAllocator other = root.newChildAllocator("other", 0, Long.MAX_VALUE);
                BatchMemory memory = new BatchMemory(allocator)) {
            ArrowBuf first = memory.buffer(LARGE);
            OwnershipTransferResult moved = first.getReferenceManager().transferOwnership(first, other);
            first.close();
            assertEquals(0, allocator.getAllocatedMemory());
            try (ArrowBuf held = moved.getTransferredBuffer();
                    ArrowBuf second = memory.buffer(LARGE)) {
                assertNotEquals(held.memoryAddress(), second.memoryAddress());
            }
        }
    }

    @Test
    void countsBuffersWithTheAllocatorAsLongAsTheyAreHeld() {
        try (BufferAllocator allocator = new RootAllocator();
                BatchMemory memory = new BatchMemory(allocator)) {
            try (ArrowBuf _ = memory.buffer(LARGE)) {
                assertEquals(LARGE, allocator.getAllocatedMemory());
            }
            assertEquals(0, allocator.getAllocatedMemory());
        }
    }

    @Test
    void staysWithinTheLimitOfTheAllocator() {
        try (BufferAllocator allocator = new RootAllocator(LARGE + LARGE / 2);
                BatchMemory memory = new BatchMemory(allocator)) {
            try (ArrowBuf _ = memory.buffer(LARGE)) {
                assertThrows(OutOfMemoryException.class, () -> memory.buffer(LARGE));
            }
            memory.buffer(LARGE).close();
        }
    }

    @Test
    void leavesBuffersUsableAfterItIsClosed() {
        try (BufferAllocator allocator = new RootAllocator()) {
            ArrowBuf held;
            try (BatchMemory memory = new BatchMemory(allocator)) {
                held = memory.buffer(LARGE);
            }
            held.setLong(LARGE - 8, 42);
            assertEquals(42, held.getLong(LARGE - 8));
            held.close();
        }
    }
}
