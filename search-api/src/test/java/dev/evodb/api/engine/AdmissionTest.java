package dev.evodb.api.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.api.error.ApiException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final ScheduledExecutorService TIMERS = Executors.newSingleThreadScheduledExecutor();

    @AfterAll
    static void stop() {
        TIMERS.shutdownNow();
    }

    private static Deadline deadline(Duration allowed) {
        return Deadline.start(TIMERS, allowed);
    }

    private static void awaitWaiting(Admission admission, int count) throws InterruptedException {
        while (admission.waiting() != count) {
            Thread.sleep(1);
        }
    }

    @Test
    void placesAreGivenBack() throws InterruptedException {
        Admission admission = new Admission(2, 0);
        try (Deadline deadline = deadline(LONG)) {
            for (int i = 0; i < 10; i++) {
                try (Admission.Place first = admission.enter(deadline);
                        Admission.Place second = admission.enter(deadline)) {
                    assertNotEquals(first, second);
                    assertEquals(2, admission.active());
                    assertThrows(ApiException.class, () -> admission.enter(deadline));
                }
                assertEquals(0, admission.active());
            }
        }
    }

    @Test
    void aPlaceIsGivenBackOnce() throws Exception {
        Admission admission = new Admission(2, 0);
        try (Deadline deadline = deadline(LONG)) {
            Admission.Place place = admission.enter(deadline);
            place.close();
            place.close();
            assertEquals(0, admission.active());
            place.reenter(deadline);
            assertEquals(1, admission.active());
            place.close();
            place.close();
            assertEquals(0, admission.active());
        }
    }

    @Test
    void aFullQueueTurnsAway() throws Exception {
        Admission admission = new Admission(1, 2);
        try (Deadline deadline = deadline(LONG)) {
            Admission.Place place = admission.enter(deadline);
            List<CompletableFuture<Boolean>> waiting = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                waiting.add(entering(admission, LONG));
                awaitWaiting(admission, i + 1);
            }
            ApiException full = assertThrows(ApiException.class, () -> admission.enter(deadline));
            assertEquals(503, full.status());
            assertEquals(17, full.code().number());
            assertEquals(1, full.retryAfterSeconds());
            assertEquals(2, admission.waiting());
            place.close();
            for (CompletableFuture<Boolean> one : waiting) {
                assertEquals(true, one.get(1, TimeUnit.MINUTES));
            }
        }
        assertEquals(0, admission.waiting());
        assertEquals(0, admission.active());
    }

    /// Enters and leaves in a thread of its own.
    private static CompletableFuture<Boolean> entering(Admission admission, Duration allowed) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (Deadline deadline = deadline(allowed);
                            Admission.Place _ = admission.enter(deadline)) {
                        return true;
                    } catch (ApiException | InterruptedException e) {
                        return false;
                    }
                },
                task -> Thread.ofPlatform().start(task));
    }

    @Test
    void nobodyWaitsLongerThanItsDeadline() throws Exception {
        Admission admission = new Admission(1, 10);
        try (Deadline deadline = deadline(LONG);
                Admission.Place _ = admission.enter(deadline)) {
            assertEquals(false, entering(admission, Duration.ofMillis(20)).get(1, TimeUnit.MINUTES));
            assertEquals(0, admission.waiting());
            assertEquals(1, admission.active());
        }
        try (Deadline deadline = deadline(LONG)) {
            Admission.Place again = admission.enter(deadline);
            again.close();
            Admission.Place other = admission.enter(deadline);
            try (Deadline soon = deadline(Duration.ofMillis(20))) {
                // The deadline ends the wait by an interrupt, or by its own end.
                assertThrows(Exception.class, () -> again.reenter(soon), InterruptedIOException.class::getSimpleName);
            }
            again.close();
            assertEquals(1, admission.active());
            other.close();
        }
        assertEquals(0, admission.active());
    }

    @Test
    void thoseWhoCameFirstAreFirst() throws Exception {
        Admission admission = new Admission(1, 100);
        BlockingQueue<Integer> order = new LinkedBlockingQueue<>();
        List<Thread> threads = new ArrayList<>();
        try (Deadline deadline = deadline(LONG);
                Admission.Place _ = admission.enter(deadline)) {
            for (int i = 0; i < 20; i++) {
                int number = i;
                threads.add(Thread.ofPlatform().start(() -> {
                    try (Deadline own = deadline(LONG);
                            Admission.Place _ = admission.enter(own)) {
                        order.add(number);
                    } catch (InterruptedException e) {
                        order.add(-1);
                    }
                }));
                awaitWaiting(admission, i + 1);
                awaitParked(threads.getLast());
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19), List.copyOf(order));
    }

    private static void awaitParked(Thread thread) throws InterruptedException {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.sleep(1);
        }
    }

    @Test
    void numbersThatMakeNoSense() {
        assertThrows(IllegalArgumentException.class, () -> new Admission(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Admission(1, -1));
    }
}
