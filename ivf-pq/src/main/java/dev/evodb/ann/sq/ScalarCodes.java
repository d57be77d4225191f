package dev.evodb.ann.sq;

import dev.evodb.ann.DistanceType;
import dev.evodb.ann.ivf.PartitionCodes;
import dev.evodb.ann.ivf.ProbedQuery;

/// Vectors of one byte a dimension, `(rows, dims)` row-major; the query is coded in the same way. `DOT`
/// distances leave the quantiser's lower bound out, as Lance's do: they rank, but are no inner products.
/// Immutable.
public record ScalarCodes(SharedBounds quantizer, int rows, byte[] codes) implements PartitionCodes {
    public ScalarCodes {
        if (codes.length != (long) rows * quantizer.dims()) {
            throw new IllegalArgumentException(
                    codes.length + " code bytes for " + rows + " rows of " + quantizer.dims());
        }
    }

    @Override
    public void prepare(ProbedQuery query) {
        if (query.isNewFor(quantizer)) {
            quantizer.encode(query.query(), query.code(quantizer.dims()));
            float unit = quantizer.squaredStep();
            query.setScale(
                    query.type() == DistanceType.DOT ? unit : 0, query.type() == DistanceType.DOT ? -unit : unit);
        }
    }

    @Override
    public void scan(ProbedQuery query, float[] distances) {
        for (int row = 0; row < rows; row++) {
            distances[row] = distance(query, row);
        }
    }

    @Override
    public float distance(ProbedQuery query, int row) {
        int dims = quantizer.dims();
        byte[] code = query.code(dims);
        int sum = query.type() == DistanceType.DOT ? dot(code, row * dims) : squaredL2(code, row * dims);
        // Up to 2^32: the most dims times the largest square.
        return query.offset() + query.scale() * Integer.toUnsignedLong(sum);
    }

    private int dot(byte[] code, int from) {
        int sum = 0;
        for (int d = 0; d < quantizer.dims(); d++) {
            sum += (code[d] & 0xFF) * (codes[from + d] & 0xFF);
        }
        return sum;
    }

    private int squaredL2(byte[] code, int from) {
        int sum = 0;
        for (int d = 0; d < quantizer.dims(); d++) {
            int difference = (code[d] & 0xFF) - (codes[from + d] & 0xFF);
            sum += difference * difference;
        }
        return sum;
    }
}
