package dev.evodb.bench.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/// The pictures of Fashion-MNIST, 28 x 28 grey values 0..255 as they are: the training part is the base,
/// the head of the test part the queries.
///
/// The files are gzipped IDX: big-endian int32 magic 0x803, count, height, width, then one byte a pixel.
final class FashionPictures {
    private static final int PICTURES_OF_BYTES = 0x803;

    private FashionPictures() {}

    /// `directory` holds `train-images-idx3-ubyte.gz` and `t10k-images-idx3-ubyte.gz`.
    static VectorSet read(Path directory, int queries) throws IOException {
        return new VectorSet(
                28 * 28,
                pictures(directory.resolve("train-images-idx3-ubyte.gz"), Integer.MAX_VALUE),
                pictures(directory.resolve("t10k-images-idx3-ubyte.gz"), queries));
    }

    private static float[] pictures(Path file, int most) throws IOException {
        try (DataInputStream in = new DataInputStream(
                new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file), 1 << 16)))) {
            int magic = in.readInt();
            int count = Math.min(most, in.readInt());
            int pixels = in.readInt() * in.readInt();
            if (magic != PICTURES_OF_BYTES || pixels != 28 * 28) {
                throw new IllegalArgumentException(file + " does not hold pictures of 28 x 28 bytes");
            }
            byte[] bytes = new byte[count * pixels];
            in.readFully(bytes);
            float[] values = new float[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                values[i] = Byte.toUnsignedInt(bytes[i]);
            }
            return values;
        }
    }
}
