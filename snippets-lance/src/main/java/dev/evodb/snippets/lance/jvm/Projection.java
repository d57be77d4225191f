package dev.evodb.snippets.lance.jvm;

import dev.evodb.vector.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;

/// How wide vectors become narrow: row `d` of `matrix`, `(dims, queryDims)` row-major, times `scales[d]`.
/// Rows and queries go through the same stored bytes.
record Projection(int queryDims, int dims, float[] scales, byte[] matrix) {
    private static final int SAMPLE_ROWS = 8192;
    private static final int ITERATIONS = 4;
    private static final int CHUNK_ROWS = 1024;

    /// Spans about the principal axes of the vectors, of differences of vectors for L2: randomized
    /// subspace iteration (Halko, Martinsson and Tropp, 2011) over a sample. The axes are turned at
    /// random in their span, so that all dims have about the same variance: codes of so many bits a
    /// dimension estimate products best then.
    static Projection train(Vectors vectors, int dims, Metric metric, long seed, PackProgress progress) {
        SeededRandom random = new SeededRandom(seed);
        int queryDims = vectors.dims();
        int count = Math.min(vectors.rows(), SAMPLE_ROWS);
        float[] sample = vectors.take(random.sample(vectors.rows(), count));
        if (metric == Metric.L2) {
            center(sample, queryDims);
        }
        float[] axes = normal(dims * queryDims, random);
        orthonormalize(axes, queryDims);
        for (int i = 0; i < ITERATIONS; i++) {
            axes = iterate(sample, queryDims, axes, dims);
            orthonormalize(axes, queryDims);
            progress.at("reduce", i + 1, ITERATIONS);
        }
        float[] turn = normal(dims * dims, random);
        orthonormalize(turn, dims);
        float[] turned = product(turn, axes, dims, dims, queryDims);
        return quantized(turned, dims, queryDims);
    }

    private static void center(float[] sample, int width) {
        double[] mean = new double[width];
        int count = sample.length / width;
        for (int i = 0; i < sample.length; i++) {
            mean[i % width] += sample[i];
        }
        for (int i = 0; i < sample.length; i++) {
            sample[i] -= (float) (mean[i % width] / count);
        }
    }

    private static float[] normal(int count, SeededRandom random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.normal();
        }
        return values;
    }

    /// `axes * sampleᵀ * sample`.
    private static float[] iterate(float[] sample, int width, float[] axes, int dims) {
        int count = sample.length / width;
        float[] onto = new float[dims * count];
        IntStream.range(0, dims).parallel().forEach(d -> {
            for (int i = 0; i < count; i++) {
                onto[d * count + i] = dot(axes, d * width, sample, i * width, width);
            }
        });
        return product(onto, sample, dims, count, width);
    }

    /// `(n, m)` times `(m, width)`.
    private static float[] product(float[] left, float[] right, int n, int m, int width) {
        float[] product = new float[n * width];
        IntStream.range(0, n).parallel().forEach(d -> {
            for (int i = 0; i < m; i++) {
                add(product, d * width, right, i * width, left[d * m + i], width);
            }
        });
        return product;
    }

    private static void add(float[] sums, int at, float[] values, int from, float factor, int count) {
        for (int e = 0; e < count; e++) {
            sums[at + e] += factor * values[from + e];
        }
    }

    /// In eight interleaved sums: a fixed order that a compiler can still run in lanes.
    private static float dot(float[] a, int aFrom, float[] b, int bFrom, int count) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int unrolled = count & ~3;
        for (int e = 0; e < unrolled; e += 4) {
            s0 += a[aFrom + e] * b[bFrom + e];
            s1 += a[aFrom + e + 1] * b[bFrom + e + 1];
            s2 += a[aFrom + e + 2] * b[bFrom + e + 2];
            s3 += a[aFrom + e + 3] * b[bFrom + e + 3];
        }
        for (int e = unrolled; e < count; e++) {
            s0 += a[aFrom + e] * b[bFrom + e];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /// Gram and Schmidt, each row against those before it, twice for rows that nearly vanish. A row that
    /// vanishes (there are fewer directions than rows) becomes 0.
    private static void orthonormalize(float[] rows, int width) {
        int count = rows.length / width;
        for (int d = 0; d < count; d++) {
            double before = Math.sqrt(dot(rows, d * width, rows, d * width, width));
            for (int pass = 0; pass < 2; pass++) {
                for (int other = 0; other < d; other++) {
                    float along = dot(rows, d * width, rows, other * width, width);
                    add(rows, d * width, rows, other * width, -along, width);
                }
            }
            double norm = Math.sqrt(dot(rows, d * width, rows, d * width, width));
            float scale = norm > 1e-5 * before ? (float) (1 / norm) : 0;
            for (int e = d * width; e < (d + 1) * width; e++) {
                rows[e] *= scale;
            }
        }
    }

    private static Projection quantized(float[] rows, int dims, int queryDims) {
        float[] scales = new float[dims];
        byte[] matrix = new byte[rows.length];
        for (int d = 0; d < dims; d++) {
            float largest = 0;
            for (int e = d * queryDims; e < (d + 1) * queryDims; e++) {
                largest = Math.max(largest, Math.abs(rows[e]));
            }
            scales[d] = largest / 127;
            for (int e = d * queryDims; e < (d + 1) * queryDims && largest > 0; e++) {
                matrix[e] = (byte) Math.floor(rows[e] / (double) scales[d] + 0.5);
            }
        }
        return new Projection(queryDims, dims, scales, matrix);
    }

    /// The narrow form of all vectors, in a scratch file; of length 1 again for cosine.
    VectorFile apply(Vectors wide, Metric metric, Path scratch, PackProgress progress) throws IOException {
        try (VectorFile.Writer writer = new VectorFile.Writer(scratch, dims)) {
            float[] rows = new float[CHUNK_ROWS * queryDims];
            float[] narrow = new float[CHUNK_ROWS * dims];
            float[] unpacked = new float[matrix.length];
            for (int i = 0; i < unpacked.length; i++) {
                unpacked[i] = matrix[i];
            }
            for (int from = 0; from < wide.rows(); from += CHUNK_ROWS) {
                int count = Math.min(CHUNK_ROWS, wide.rows() - from);
                wide.copy(from, count, rows, 0);
                IntStream.range(0, count).parallel().forEach(i -> {
                    project(unpacked, rows, i * queryDims, narrow, i * dims);
                    if (metric == Metric.COSINE) {
                        normalize(narrow, i * dims);
                    }
                });
                for (int i = 0; i < count; i++) {
                    writer.append(narrow, i * dims);
                }
                progress.at("project", from + count, wide.rows());
            }
            return writer.finish();
        }
    }

    private void project(float[] unpacked, float[] wide, int from, float[] out, int at) {
        for (int d = 0; d < dims; d++) {
            out[at + d] = scales[d] * dot(unpacked, d * queryDims, wide, from, queryDims);
        }
    }

    private void normalize(float[] vectors, int from) {
        double squares = 0;
        for (int d = from; d < from + dims; d++) {
            squares += (double) vectors[d] * vectors[d];
        }
        double scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
        for (int d = from; d < from + dims; d++) {
            vectors[d] = (float) (vectors[d] * scale);
        }
    }
}
