package dev.evodb.ann.source;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// The shape of an `.fvecs` or `.ivecs` file: `rows` rows, each a little-endian int32, its width, and
/// `width` values of four bytes.
record RowFormat(int width, long rows) {
    /// @throws CorruptFileException if the first width is not in `1..=most`, or the length of the
    ///     file is not a whole number of rows
    static RowFormat read(FileChannel channel, Path file, int most) throws IOException {
        long length = channel.size();
        if (length < 4) {
            throw new CorruptFileException(location(file, 0), "file of " + length + " bytes has no row");
        }
        ByteBuffer head = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        fill(channel, file, 0, head);
        int width = head.getInt();
        if (width < 1 || width > most) {
            throw new CorruptFileException(
                    location(file, 0), "first row has " + width + " values, must be in 1..=" + most);
        }
        long rowBytes = 4 + 4L * width;
        if (length % rowBytes != 0) {
            throw new CorruptFileException(
                    location(file, length - length % rowBytes),
                    "file length " + length + " is not a whole number of rows of " + rowBytes + " bytes");
        }
        return new RowFormat(width, length / rowBytes);
    }

    /// Fills `buffer` up to its limit from `offset` on, and flips it.
    ///
    /// @throws CorruptFileException if the file ends before that
    static void fill(FileChannel channel, Path file, long offset, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw new CorruptFileException(
                        location(file, offset + buffer.position()), "file ends within its rows, it was longer before");
            }
        }
        buffer.flip();
    }

    /// @throws LimitExceededException if a file of so many bytes is not to be read whole
    static void requireReadable(long bytes, long most, Path file) {
        if (bytes > most) {
            throw new LimitExceededException("bytes of a file that is read whole", most, bytes, location(file, 0));
        }
    }

    static Location location(Path file, long offset) {
        return Location.of(String.valueOf(file.getFileName())).atOffset(offset);
    }
}
