package dev.evodb.cli.input;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The `.fvecs` and `.ivecs` files of the nearest-neighbour field: each row is an int32 count, then as
/// many float32 or int32 values, little endian. Read whole.
public final class VectorFiles {
    /// Largest file that is read whole.
    public static final long MAX_BYTES = 1L << 30;

    private VectorFiles() {}

    /// Rows of floats; all rows have the same length.
    ///
    /// @throws CorruptFileException if the file breaks off or rows differ in length
    public static List<float[]> readFloats(Path file) throws IOException {
        List<float[]> rows = new ArrayList<>();
        byte[] bytes = readWhole(file);
        for (int at = 0; at < bytes.length; ) {
            int count = rowLength(file, bytes, at, rows.isEmpty() ? -1 : rows.getFirst().length);
            float[] row = new float[count];
            for (int i = 0; i < count; i++) {
                row[i] = LittleEndian.readFloat(bytes, at + 4 + 4 * i);
            }
            rows.add(row);
            at += 4 + 4 * count;
        }
        return rows;
    }

    /// Rows of ordinals; all rows have the same length.
    ///
    /// @throws CorruptFileException if the file breaks off or rows differ in length
    public static List<int[]> readInts(Path file) throws IOException {
        List<int[]> rows = new ArrayList<>();
        byte[] bytes = readWhole(file);
        for (int at = 0; at < bytes.length; ) {
            int count = rowLength(file, bytes, at, rows.isEmpty() ? -1 : rows.getFirst().length);
            int[] row = new int[count];
            for (int i = 0; i < count; i++) {
                row[i] = LittleEndian.readInt(bytes, at + 4 + 4 * i);
            }
            rows.add(row);
            at += 4 + 4 * count;
        }
        return rows;
    }

    private static byte[] readWhole(Path file) throws IOException {
        long size = Files.size(file);
        if (size > MAX_BYTES) {
            throw new IOException(file + " has " + size + " bytes, at most " + MAX_BYTES + " are read");
        }
        return Files.readAllBytes(file);
    }

    private static int rowLength(Path file, byte[] bytes, int at, int expected) {
        Location location = Location.of(file.toString()).atOffset(at);
        if (bytes.length - at < 4) {
            throw new CorruptFileException(location, "row length is cut off");
        }
        int count = LittleEndian.readInt(bytes, at);
        if (count < 1 || count > (bytes.length - at - 4) / 4) {
            throw new CorruptFileException(
                    location, "row of " + count + " values, " + (bytes.length - at - 4) + " bytes are left");
        }
        if (expected >= 0 && count != expected) {
            throw new CorruptFileException(location, "row of " + count + " values after rows of " + expected);
        }
        return count;
    }
}
