package dev.evodb.api.query;

import dev.evodb.api.error.ApiException;
import java.io.IOException;
import java.io.OutputStream;

/// Refuses to write more than a number of bytes: an answer is whole, or it fails. Closes nothing.
public final class BoundedOutput extends OutputStream {
    private final OutputStream out;
    private final long limit;
    private long written;

    /// Writes at most `limit` bytes to `out`.
    public BoundedOutput(OutputStream out, long limit) {
        this.out = out;
        this.limit = limit;
    }

    /// @throws ApiException (400) if that would be too many
    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /// @throws ApiException (400) if that would be too many
    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        written += count;
        if (written > limit) {
            throw ApiException.invalid("the answer has more than " + limit
                    + " bytes: ask for fewer rows or columns, or page by page with offset");
        }
        out.write(bytes, from, count);
    }
}
