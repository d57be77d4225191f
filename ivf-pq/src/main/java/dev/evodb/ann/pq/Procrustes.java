package dev.evodb.ann.pq;

import dev.evodb.ann.parallel.Workers;
import java.io.IOException;
import java.util.Arrays;

/// The rotation that brings rows nearest to others: the orthogonal polar factor of their product
/// (Schoenemann: "A generalized solution of the orthogonal Procrustes problem", 1966), by Newton's
/// iteration with scaling (Higham: "Computing the polar decomposition", 1986).
final class Procrustes {
    /// Each holds a matrix.
    private static final int TASKS = 8;
    private static final int ITERATIONS = 60;
    private static final double PRECISION = 1e-12;

    /// Directions that the rows do not use are kept as they are: so much of the mean diagonal is added to
    /// it.
    private static final double RIDGE = 1e-7;

    private final int dims;
    private final Workers workers;

    Procrustes(int dims, Workers workers) {
        this.dims = dims;
        this.workers = workers;
    }

    Rotation identity() {
        float[] matrix = new float[dims * dims];
        for (int d = 0; d < dims; d++) {
            matrix[d * dims + d] = 1;
        }
        return new Rotation(dims, matrix);
    }

    /// The product `left right`: the rotation `right`, then `left`.
    Rotation times(Rotation left, Rotation right) {
        float[] product = new float[dims * dims];
        double[] sums = new double[dims];
        for (int i = 0; i < dims; i++) {
            Arrays.fill(sums, 0);
            for (int k = 0; k < dims; k++) {
                double factor = left.matrix()[i * dims + k];
                for (int j = 0; j < dims; j++) {
                    sums[j] += factor * right.matrix()[k * dims + j];
                }
            }
            for (int j = 0; j < dims; j++) {
                product[i * dims + j] = (float) sums[j];
            }
        }
        return new Rotation(dims, product);
    }

    /// The rotation `R` with the least sum of `|R row - target|^2`; both are `(n, dims)` row-major.
    Rotation align(float[] rows, float[] targets) throws IOException {
        double[] product = product(targets, rows);
        double diagonal = 0;
        for (int d = 0; d < dims; d++) {
            diagonal += Math.abs(product[d * dims + d]);
        }
        double ridge = diagonal == 0 ? 1 : RIDGE * diagonal / dims;
        for (int d = 0; d < dims; d++) {
            product[d * dims + d] += ridge;
        }
        double[] polar = polar(product, dims);
        float[] matrix = new float[polar.length];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = (float) polar[i];
        }
        return new Rotation(dims, matrix);
    }

    /// `sum of left_i right_i^T`; added up by tasks in their order.
    private double[] product(float[] left, float[] right) throws IOException {
        int count = left.length / dims;
        int rowsATask = (count + TASKS - 1) / TASKS;
        double[][] parts = new double[TASKS][];
        workers.run(parts.length, task -> {
            double[] part = new double[dims * dims];
            for (int row = task * rowsATask; row < Math.min(count, (task + 1) * rowsATask); row++) {
                for (int i = 0; i < dims; i++) {
                    axpy(left[row * dims + i], right, row * dims, part, i * dims, dims);
                }
            }
            parts[task] = part;
        });
        double[] sum = new double[dims * dims];
        for (double[] part : parts) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += part[i];
            }
        }
        return sum;
    }

    private static void axpy(double factor, float[] x, int from, double[] y, int to, int count) {
        for (int j = 0; j < count; j++) {
            y[to + j] += factor * x[from + j];
        }
    }

    /// The orthogonal factor of a matrix that has an inverse, `(n, n)` row-major.
    static double[] polar(double[] matrix, int n) {
        double[] x = matrix.clone();
        double[] inverse = new double[n * n];
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            invert(x, inverse, n);
            double scale = Math.sqrt(norm(inverse) / norm(x));
            double change = 0;
            double size = 0;
            double[] next = new double[n * n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    next[i * n + j] = (scale * x[i * n + j] + inverse[j * n + i] / scale) / 2;
                    double difference = next[i * n + j] - x[i * n + j];
                    change += difference * difference;
                    size += next[i * n + j] * next[i * n + j];
                }
            }
            x = next;
            if (change <= PRECISION * PRECISION * size) {
                break;
            }
        }
        return x;
    }

    private static double norm(double[] matrix) {
        double squares = 0;
        for (double value : matrix) {
            squares += value * value;
        }
        return Math.sqrt(squares);
    }

    /// Gauss and Jordan's elimination with the greatest pivot of each column.
    private static void invert(double[] matrix, double[] inverse, int n) {
        double[] a = matrix.clone();
        Arrays.fill(inverse, 0);
        for (int i = 0; i < n; i++) {
            inverse[i * n + i] = 1;
        }
        for (int column = 0; column < n; column++) {
            int pivot = column;
            for (int i = column + 1; i < n; i++) {
                pivot = Math.abs(a[i * n + column]) > Math.abs(a[pivot * n + column]) ? i : pivot;
            }
            swap(a, column * n, pivot * n, n);
            swap(inverse, column * n, pivot * n, n);
            double scale = 1 / a[column * n + column];
            for (int j = 0; j < n; j++) {
                a[column * n + j] *= scale;
                inverse[column * n + j] *= scale;
            }
            for (int i = 0; i < n; i++) {
                double factor = a[i * n + column];
                if (i != column && factor != 0) {
                    eliminate(a, i * n, column * n, factor, n);
                    eliminate(inverse, i * n, column * n, factor, n);
                }
            }
        }
    }

    private static void eliminate(double[] matrix, int to, int from, double factor, int n) {
        for (int j = 0; j < n; j++) {
            matrix[to + j] -= factor * matrix[from + j];
        }
    }

    private static void swap(double[] matrix, int a, int b, int n) {
        if (a == b) {
            return;
        }
        for (int j = 0; j < n; j++) {
            double value = matrix[a + j];
            matrix[a + j] = matrix[b + j];
            matrix[b + j] = value;
        }
    }
}
