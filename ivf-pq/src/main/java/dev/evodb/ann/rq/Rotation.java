package dev.evodb.ann.rq;

/// The random rotation that vectors went through before their signs were taken. Immutable.
public sealed interface Rotation permits FastRotation, MatrixRotation {
    int dims();

    /// Rotates `vector[0 .. dims)` into `rotated[0 .. dims)`.
    void rotate(float[] vector, float[] rotated);
}
