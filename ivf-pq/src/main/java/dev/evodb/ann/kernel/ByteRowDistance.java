package dev.evodb.ann.kernel;

/// Distances of a query to rows of one unsigned byte a dim, a code standing for the dim's lower bound and so
/// many of its steps. Summed up in `float`, in any order. Arguments are trusted.
public interface ByteRowDistance {
    /// Squared L2 distance: the sum of `(shifted[d] - c * step[d])^2`, `shifted` being the query less
    /// `low`.
    float squaredL2(float[] shifted, float[] step, byte[] codes, int from, int dims);

    /// The sum of `scaled[d] * c`, `scaled` being the query times `step`: the inner product less that
    /// with `low`.
    float dot(float[] scaled, byte[] codes, int from, int dims);
}
