package dev.evodb.lance.file;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.schema.SchemaField;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Broken files: opening and reading every column answers with data or one of the declared exceptions, in
/// bounded memory. `-Devodb.hostile.rounds=N` takes more than the usual number of seeded changes.
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LanceFileHostileTest {
    private static final int ROUNDS = Integer.getInteger("evodb.hostile.rounds", 400);
    private static final ReadLimits LIMITS = new ReadLimits(4L << 20, 1L << 20, 64, 16, 32);

    /// What one column may allocate in all: budget, copies of what was read, and tables of decompressors.
    private static final long ALLOCATION_LIMIT = 32L << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// How reads of broken files ended.
    private static final class Outcomes {
        private int data;
        private int refused;
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-01", "tiny-20", "tiny-21", "tiny-22"})
    void truncationEndsInADeclaredException(String name) throws IOException {
        byte[] good = bytes(name);
        for (int length = 0; length < good.length; length++) {
            Outcomes outcomes = new Outcomes();
            readAll(Arrays.copyOf(good, length), name + " cut to " + length, outcomes);
            assertTrue(outcomes.data == 0 && outcomes.refused > 0, name + " cut to " + length + " still opens");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-01", "tiny-20", "tiny-21", "tiny-22"})
    void everyChangedByteEndsInDataOrADeclaredException(String name) throws IOException {
        byte[] bytes = bytes(name);
        Outcomes outcomes = new Outcomes();
        for (int i = 0; i < bytes.length; i++) {
            byte good = bytes[i];
            for (int changed : new int[] {0, 0xFF, ~good}) {
                if ((byte) changed != good) {
                    bytes[i] = (byte) changed;
                    readAll(bytes, name + " byte " + i + " set to " + (changed & 0xFF), outcomes);
                }
            }
            bytes[i] = good;
        }
        assertTrue(outcomes.data > 0 && outcomes.refused > 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-01", "tiny-20", "tiny-21", "tiny-22"})
    void manyChangedBytesEndInDataOrADeclaredException(String name) throws IOException {
        byte[] good = bytes(name);
        changeBatches(name, good, 0, 10L * ROUNDS);
    }

    @ParameterizedTest
    @MethodSource("readable")
    void changedPagesEndInDataOrADeclaredException(String name) throws IOException {
        changeBatches(name, bytes(name), 0, ROUNDS / 2);
    }

    @ParameterizedTest
    @MethodSource("readable")
    void changedMetadataEndsInDataOrADeclaredException(String name) throws IOException {
        byte[] good = bytes(name);
        changeBatches(name, good, metadataStart(good), ROUNDS / 2);
    }

    private static List<String> readable() throws IOException {
        return Fixture.readable().stream().map(Fixture::name).toList();
    }

    /// Changes 1 to 8 bytes in `[from, good.length)`, `rounds` times.
    private static void changeBatches(String name, byte[] good, int from, long rounds) throws IOException {
        Outcomes outcomes = new Outcomes();
        for (long seed = 0; seed < rounds; seed++) {
            Random random = new Random(seed);
            byte[] bytes = good.clone();
            for (int changes = 1 + random.nextInt(8); changes > 0; changes--) {
                int at = from + random.nextInt(good.length - from);
                switch (random.nextInt(4)) {
                    case 0 -> bytes[at] = (byte) random.nextInt(256);
                    case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                    case 2 -> bytes[at] = (byte) 0xFF;
                    default -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 8), (byte) random.nextInt(2));
                }
            }
            readAll(bytes, name + " from " + from + " seed " + seed, outcomes);
        }
        assertTrue(outcomes.data + outcomes.refused > 0);
    }

    private static void readAll(byte[] bytes, String what, Outcomes outcomes) throws IOException {
        LanceFile file;
        try {
            file = LanceFile.open(new ArraySource("hostile.lance", bytes), LIMITS);
        } catch (CorruptFileException | UnsupportedFeatureException | LimitExceededException e) {
            checkLocation(e, what, outcomes);
            return;
        } catch (RuntimeException | Error e) {
            fail(what + " lets out an exception of opening", e);
            return;
        }
        int rows = (int) Math.min(file.rows(), 1 << 22);
        for (SchemaField column : file.descriptor().schema().fields()) {
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            try {
                int valid = file.read(column, 0, rows).rows();
                assertTrue(valid == rows, what);
                outcomes.data++;
            } catch (CorruptFileException | UnsupportedFeatureException | LimitExceededException e) {
                checkLocation(e, what, outcomes);
            } catch (RuntimeException | Error e) {
                fail(what + " lets out an exception of reading " + column.name(), e);
            }
            long used = THREADS.getCurrentThreadAllocatedBytes() - allocated;
            assertTrue(used < ALLOCATION_LIMIT, what + " allocates " + used);
        }
    }

    private static void checkLocation(RuntimeException e, String what, Outcomes outcomes) {
        outcomes.refused++;
        assertTrue(String.valueOf(e.getMessage()).contains("file=hostile.lance"), what + ": " + e);
        assertFalse(String.valueOf(e.getMessage()).contains("offset=-"), what + ": " + e);
    }

    private static byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(Fixture.of(name).dataFiles().getFirst());
    }

    /// Where what describes the data starts, more or less: in files of version 0.1 it does not say so
    /// itself.
    private static int metadataStart(byte[] file) {
        boolean isOldest = file[file.length - 8] == 0 && file[file.length - 6] < 3;
        return isOldest ? Math.max(0, file.length - (6 << 10)) : (int) LittleEndian.readLong(file, file.length - 40);
    }
}
