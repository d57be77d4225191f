package dev.evodb.ann.source;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Rows of ordinals, as a set of vectors brings its true neighbours: each a little-endian int32, their
/// count, then as many int32.
public final class IvecsFile {
    private static final int MAX_WIDTH = 65_536;
    private static final long MAX_BYTES = 1L << 30;

    private IvecsFile() {}

    /// All rows, each of the same length.
    ///
    /// @throws CorruptFileException if the first count is not in 1..=65536, another differs from it,
    ///     or the file does not end with a row
    /// @throws LimitExceededException if the file has more than 1 GiB
    public static int[][] read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            RowFormat.requireReadable(channel.size(), MAX_BYTES, file);
            RowFormat format = RowFormat.read(channel, file, MAX_WIDTH);
            ByteBuffer row = ByteBuffer.allocate(4 + 4 * format.width()).order(ByteOrder.LITTLE_ENDIAN);
            int[][] rows = new int[(int) format.rows()][format.width()];
            for (int r = 0; r < rows.length; r++) {
                long offset = (long) r * row.capacity();
                RowFormat.fill(channel, file, offset, row.clear());
                int width = row.getInt();
                if (width != format.width()) {
                    throw new CorruptFileException(
                            RowFormat.location(file, offset),
                            "row " + r + " has " + width + " values, the rows before it have " + format.width());
                }
                row.asIntBuffer().get(rows[r]);
            }
            return rows;
        }
    }
}
