package dev.evodb.lance.hostile;

import com.sun.management.ThreadMXBean;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.ReadLimits;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/// The promise under test: a reading gives data or one of four kinds of exceptions, with a place, in
/// bounded memory.
public final class Declared {
    /// Tight, so that a size that nobody checked shows.
    public static final ReadLimits LIMITS = new ReadLimits(8L << 20, 1L << 20, 64, 16, 32);

    /// What reading one column may allocate in all: the budget several times over, and tables of
    /// decompressors.
    private static final long MOST_ALLOCATED = 64L << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Declared() {}

    /// Something that reads one column, or what comes before columns.
    @FunctionalInterface
    public interface Reading {
        void run() throws IOException;
    }

    /// Runs `reading`; answers whether it ended with data.
    ///
    /// @throws RuntimeException if it ends with an exception of another kind
    /// @throws AssertionError if an exception says not where, or if too much was allocated
    public static boolean run(Reading reading) {
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        boolean hasData = isData(reading);
        long used = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        if (used > MOST_ALLOCATED) {
            throw new AssertionError("allocates " + used + " bytes");
        }
        return hasData;
    }

    /// As [#run], whatever is allocated: a fuzzer's own work is done in the same thread.
    public static boolean isData(Reading reading) {
        try {
            reading.run();
            return true;
        } catch (CorruptFileException e) {
            checkPlace(e, e.at());
        } catch (UnsupportedFeatureException e) {
            checkPlace(e, e.at());
        } catch (LimitExceededException e) {
            if (e.used() <= e.allowed()) {
                throw new AssertionError("limit is not exceeded: " + e.getMessage(), e);
            }
        } catch (IOException e) {
            // Broken names lead to files that do not exist.
        }
        return false;
    }

    private static void checkPlace(RuntimeException e, Location at) {
        if (at.file().isEmpty() || at.offset() < -1) {
            throw new AssertionError("no place: " + e.getMessage(), e);
        }
    }
}
