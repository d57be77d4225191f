package dev.evodb.rivals.kernel;

import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.kernel.Pq4Scan;
import dev.evodb.ann.kernel.RabitqScan;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Times our kernels as the C++ program `kernels` does its own: `time NAME in|out NANOS_PER_ROW SUM`, the
/// best of some rounds.
///
/// Argument `all`; or `first l2|pq4|rabitq`, the times of the first calls of a fresh JVM when each call
/// is one large scan: `call NUMBER MILLISECONDS`.
public final class KernelTimes {
    private static final int CHUNK_ROWS = 1024;
    private static final int CHUNK_BLOCKS = 64;
    private static final int CHUNK_CODES = 512;
    private static final int PAIRS = 25;
    private static final int OUT_BYTES = 128 << 20;
    private static final int SCAN_ROWS = 100_000;
    private static final int PQ4_BLOCKS = 131_072;
    private static final int CALLS = 20;
    private static final double WARM_SECONDS = 1;

    private final KernelSet kernels = KernelSet.best();
    private final PrintStream out;
    private int sink;

    private KernelTimes(PrintStream out) {
        this.out = out;
    }

    /// Goes through all rows of one case; answers a sum over its results if it is wanted.
    private interface Pass {
        double run(boolean wantsSum);
    }

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        KernelTimes times = new KernelTimes(out);
        if (arguments[0].equals("all")) {
            times.all();
        } else {
            times.first(arguments[1]);
        }
    }

    private void all() {
        for (int dims : new int[] {100, 128, 768}) {
            int many = OUT_BYTES / 4 / dims;
            rows("l2-" + dims, true, dims, "in", 128, 400, 15);
            rows("dot-" + dims, false, dims, "in", 128, 400, 15);
            rows("l2-" + dims, true, dims, "out", many, 1, 7);
            rows("dot-" + dims, false, dims, "out", many, 1, 7);
        }
        pq4("in", 256, 50, 15);
        pq4("out", PQ4_BLOCKS, 1, 7);
        rabitq("rabitq-128", 2, "in", 4096, 50, 15);
        rabitq("rabitq-128", 2, "out", 1 << 20, 1, 7);
        rabitq("rabitq-768", 12, "in", 512, 50, 15);
        rabitq("rabitq-768", 12, "out", 170_000, 1, 7);
        rows("scan-100k-128", true, 128, "out", SCAN_ROWS, 1, 15);
        read();
    }

    private void time(String name, String place, double rows, int repeats, int rounds, Pass pass) {
        double sum = pass.run(true);
        long warm = System.nanoTime() + (long) (WARM_SECONDS * 1e9);
        while (System.nanoTime() < warm) {
            pass.run(false);
        }
        double best = Double.POSITIVE_INFINITY;
        for (int round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < repeats; i++) {
                pass.run(false);
            }
            best = Math.min(best, (System.nanoTime() - start) / (repeats * rows));
        }
        out.println(String.format(Locale.ROOT, "time %s %s %.4f %.0f", name, place, best, sum));
    }

    private void rows(String name, boolean isL2, int dims, String place, int rows, int repeats, int rounds) {
        KernelData data = new KernelData(7L + dims);
        float[] query = data.floats(dims);
        float[] values = data.floats(rows * dims);
        float[] distances = new float[CHUNK_ROWS];
        time(name, place, rows, repeats, rounds, wantsSum -> {
            double sum = 0;
            for (int from = 0; from < rows; from += CHUNK_ROWS) {
                int count = Math.min(CHUNK_ROWS, rows - from);
                if (isL2) {
                    kernels.distance().squaredL2ToRows(query, 0, values, from * dims, dims, count, distances, 0);
                } else {
                    kernels.distance().dotWithRows(query, 0, values, from * dims, dims, count, distances, 0);
                }
                for (int i = 0; wantsSum && i < count; i++) {
                    sum += 64.0 * distances[i];
                }
            }
            return sum;
        });
    }

    private static byte[] tables(KernelData data) {
        byte[] entries = data.bytes(2 * PAIRS * Pq4Scan.CODES, Pq4Scan.LARGEST_ENTRY);
        byte[] tables = new byte[2 * PAIRS * Pq4Scan.TABLE_BYTES];
        for (int i = 0; i < tables.length; i++) {
            tables[i] = entries[i / Pq4Scan.TABLE_BYTES * Pq4Scan.CODES + i % Pq4Scan.CODES];
        }
        return tables;
    }

    private void pq4(String place, int blocks, int repeats, int rounds) {
        KernelData data = new KernelData(11);
        byte[] tables = tables(data);
        byte[] codes = data.bytes((int) Pq4Scan.bytes(blocks, PAIRS), 255);
        short[] sums = new short[CHUNK_BLOCKS * Pq4Scan.BLOCK];
        time("pq4-50", place, (double) Pq4Scan.BLOCK * blocks, repeats, rounds, wantsSum -> {
            double sum = 0;
            for (int from = 0; from < blocks; from += CHUNK_BLOCKS) {
                int count = Math.min(CHUNK_BLOCKS, blocks - from);
                kernels.pq4().sum(codes, from * PAIRS * Pq4Scan.BLOCK, count, PAIRS, tables, sums);
                for (int i = 0; wantsSum && i < count * Pq4Scan.BLOCK; i++) {
                    sum += Short.toUnsignedInt(sums[i]) * (1.0 + i % Pq4Scan.BLOCK);
                }
            }
            return sum;
        });
    }

    private void rabitq(String name, int words, String place, int blocks, int repeats, int rounds) {
        KernelData data = new KernelData(13L + words);
        long[] planes = data.words(4 * words);
        byte[] codes = data.bytes(blocks * words * RabitqScan.BLOCK * Long.BYTES, 255);
        int[] products = new int[CHUNK_CODES * RabitqScan.BLOCK];
        time(name, place, (double) RabitqScan.BLOCK * blocks, repeats, rounds, wantsSum -> {
            double sum = 0;
            for (int from = 0; from < blocks; from += CHUNK_CODES) {
                int count = Math.min(CHUNK_CODES, blocks - from);
                int at = from * words * RabitqScan.BLOCK * Long.BYTES;
                kernels.rabitq().products(codes, at, count, words, planes, products);
                for (int i = 0; wantsSum && i < count * RabitqScan.BLOCK; i++) {
                    sum += products[i] * (1.0 + i % RabitqScan.BLOCK);
                }
            }
            return sum;
        });
    }

    /// Reads as many bytes as the scan of 100,000 rows does, and adds them up: the floor.
    private void read() {
        int[] values = new KernelData(17).ints(SCAN_ROWS * 128);
        time("read-512B", "out", SCAN_ROWS, 1, 15, _ -> {
            int sum = 0;
            for (int value : values) {
                sum += value;
            }
            sink += sum;
            return sum;
        });
    }

    private void first(String name) {
        Runnable call = call(name);
        for (int i = 1; i <= CALLS; i++) {
            long start = System.nanoTime();
            call.run();
            out.println(String.format(Locale.ROOT, "call %d %.3f", i, (System.nanoTime() - start) / 1e6));
        }
    }

    private Runnable call(String name) {
        KernelData data = new KernelData(19);
        return switch (name) {
            case "l2" -> {
                float[] query = data.floats(128);
                float[] rows = data.floats(SCAN_ROWS * 128);
                float[] distances = new float[SCAN_ROWS];
                yield () -> kernels.distance().squaredL2ToRows(query, 0, rows, 0, 128, SCAN_ROWS, distances, 0);
            }
            case "pq4" -> {
                byte[] tables = tables(data);
                byte[] codes = data.bytes((int) Pq4Scan.bytes(PQ4_BLOCKS, PAIRS), 255);
                short[] sums = new short[PQ4_BLOCKS * Pq4Scan.BLOCK];
                yield () -> kernels.pq4().sum(codes, 0, PQ4_BLOCKS, PAIRS, tables, sums);
            }
            case "rabitq" -> {
                long[] planes = data.words(8);
                byte[] codes = data.bytes(1 << 27, 255);
                int[] products = new int[1 << 23];
                yield () -> kernels.rabitq().products(codes, 0, 1 << 20, 2, planes, products);
            }
            default -> throw new IllegalArgumentException("expected l2, pq4 or rabitq, got " + name);
        };
    }
}
