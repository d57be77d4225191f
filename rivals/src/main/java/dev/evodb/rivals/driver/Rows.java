package dev.evodb.rivals.driver;

import dev.evodb.ann.source.FvecsFile;
import dev.evodb.ann.source.VectorBlock;
import dev.evodb.ann.source.VectorBlocks;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/// Rows of `.fvecs` and `.ivecs` files in memory.
public final class Rows {
    private Rows() {}

    /// The first `most` rows, all if there are fewer.
    public static float[][] read(Path fvecs, int most) throws IOException {
        FvecsFile file = FvecsFile.open(fvecs);
        float[][] rows = new float[(int) Math.min(most, file.rows())][file.dims()];
        VectorBlock block = new VectorBlock(1024, file.dims());
        int filled = 0;
        try (VectorBlocks blocks = file.open()) {
            while (filled < rows.length && blocks.read(block)) {
                for (int i = 0; i < block.rows() && filled < rows.length; i++) {
                    System.arraycopy(block.values(), i * file.dims(), rows[filled++], 0, file.dims());
                }
            }
        }
        return rows;
    }

    /// Writes rows of one length.
    public static void write(Path ivecs, int[][] rows) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(ivecs), 1 << 16)) {
            for (int[] row : rows) {
                ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * row.length).order(ByteOrder.LITTLE_ENDIAN);
                bytes.putInt(row.length);
                bytes.asIntBuffer().put(row);
                out.write(bytes.array());
            }
        }
    }
}
