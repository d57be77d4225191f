package dev.evodb.api.query;

import dev.evodb.api.ApiLimits;
import dev.evodb.api.error.ApiException;
import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.ipc.IpcBatch;
import dev.evodb.lance.ipc.IpcField;
import dev.evodb.lance.ipc.IpcStream;
import java.util.ArrayList;
import java.util.List;

/// The vectors of a query as an Arrow stream, plain or compressed by LZ4 or zstd: one column, a fixed-size list
/// of floats of 16, 32 or 64 bits, a row for each vector. Read by our own parser, which checks every length
/// before it uses it.
public final class ArrowVectors {
    private static final Location BODY = Location.of("request body");

    private ArrowVectors() {}

    /// The vectors in `body`.
    ///
    /// @throws ApiException (400) for what is no such stream, or has more vectors than `limits` allow
    public static List<float[]> read(byte[] body, ApiLimits limits) {
        try {
            IpcStream stream = IpcStream.parse(ByteSlice.of(body, BODY));
            IpcField column = column(stream);
            DecodeBudget budget = new DecodeBudget(limits.bodyBytes());
            List<float[]> vectors = new ArrayList<>();
            for (int b = 0; b < stream.batches(); b++) {
                add(stream.batch(b, budget), column, limits, vectors);
            }
            return vectors;
        } catch (CorruptFileException | UnsupportedFeatureException | LimitExceededException e) {
            throw ApiException.invalid("the body is no Arrow stream as it is accepted here: " + e.getMessage());
        }
    }

    private static IpcField column(IpcStream stream) {
        boolean isVector = stream.fields().size() == 1
                && stream.fields().getFirst().type() == IpcField.FIXED_SIZE_LIST
                && stream.fields().getFirst().listSize() > 0
                && stream.fields().getFirst().children().size() == 1
                && stream.fields().getFirst().children().getFirst().type() == IpcField.FLOATING_POINT;
        if (!isVector) {
            throw ApiException.invalid(
                    "the Arrow stream has to have one column, a fixed-size list of floating-point numbers");
        }
        return stream.fields().getFirst();
    }

    private static void add(IpcBatch batch, IpcField column, ApiLimits limits, List<float[]> vectors) {
        int dims = column.listSize();
        int width = column.children().getFirst().bitWidth() / 8;
        if (batch.rows() + vectors.size() > limits.maxVectors()) {
            throw ApiException.invalid("a request has at most " + limits.maxVectors() + " vectors");
        }
        if (batch.nodes() != 2 || batch.buffers() != 3) {
            throw ApiException.invalid("a batch of the Arrow stream has " + batch.nodes() + " nodes and "
                    + batch.buffers() + " buffers, a column of vectors has 2 and 3");
        }
        if (batch.nodeNulls(0) > 0 || batch.nodeNulls(1) > 0) {
            throw ApiException.invalid("a vector of the Arrow stream is null, or has a null in it");
        }
        int rows = (int) batch.rows();
        ByteSlice values = batch.buffer(2);
        values.require(0, (long) rows * dims * width, "vectors");
        for (int row = 0; row < rows; row++) {
            float[] vector = new float[dims];
            for (int d = 0; d < dims; d++) {
                long at = ((long) row * dims + d) * width;
                vector[d] = switch (width) {
                    case 2 -> Float.float16ToFloat((short) values.readUnsignedShortLE(at, "value"));
                    case 4 -> Float.intBitsToFloat(values.readIntLE(at, "value"));
                    default -> (float) Double.longBitsToDouble(values.readLongLE(at, "value"));
                };
                if (!Float.isFinite(vector[d])) {
                    throw ApiException.invalid("value " + d + " of vector " + vectors.size() + " is no finite number");
                }
            }
            vectors.add(vector);
        }
    }
}
