package dev.evodb.api.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.api.error.ApiException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private static final ScheduledExecutorService TIMERS = Executors.newSingleThreadScheduledExecutor();

    @AfterAll
    static void stop() {
        TIMERS.shutdownNow();
    }

    @Test
    void itInterruptsAndSaysWhy() {
        try (Deadline deadline = Deadline.start(TIMERS, Duration.ofMillis(5))) {
            assertThrows(InterruptedException.class, () -> new CountDownLatch(1).await());
            ApiException reason = deadline.reason();
            assertNotNull(reason);
            assertEquals(504, reason.status());
            assertEquals(17, reason.code().number());
            assertTrue(String.valueOf(reason.getMessage()).contains("5 ms"));
            assertThrows(ApiException.class, deadline::check);
            assertEquals(0, deadline.remainingNanos());
        }
    }

    /// Whenever the time runs out: before the end of the request, at it, after it.
    @Test
    void theInterruptDoesNotOutliveTheRequest() throws InterruptedException {
        int interrupted = 0;
        for (int i = 0; i < 3000; i++) {
            try (Deadline deadline = Deadline.start(TIMERS, Duration.ofNanos(1 + i * 50L))) {
                for (int spin = 0; spin < 200; spin++) {
                    Thread.onSpinWait();
                }
                interrupted += deadline.reason() == null ? 0 : 1;
            }
            assertFalse(Thread.currentThread().isInterrupted());
        }
        // None comes later either.
        Thread.sleep(20);
        assertTrue(interrupted > 0);
    }

    @Test
    void anAbandonedRequestIsInterruptedOnce() {
        try (Deadline deadline = Deadline.start(TIMERS, Duration.ofMinutes(5))) {
            assertNull(deadline.reason());
            deadline.abandon();
            assertTrue(Thread.interrupted());
            deadline.abandon();
            assertFalse(Thread.interrupted());
            assertThrows(ApiException.class, deadline::check);
        }
    }

    @Test
    void whatEndedIsNotInterrupted() {
        Deadline deadline = Deadline.start(TIMERS, Duration.ofMinutes(5));
        deadline.close();
        deadline.abandon();
        assertFalse(Thread.currentThread().isInterrupted());
        assertNull(deadline.reason());
    }

    /// An interrupt of somebody else, as when the server ends, is not taken away.
    @Test
    void interruptsOfOthersStay() {
        try (Deadline _ = Deadline.start(TIMERS, Duration.ofMinutes(5))) {
            Thread.currentThread().interrupt();
        }
        assertTrue(Thread.interrupted());
    }
}
