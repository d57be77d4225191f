package dev.evodb.ann.rabitq;

/// The random rotation that vectors go through before their signs are taken: lengths, inner products and
/// distances stay. Immutable, shared by all threads.
public sealed interface Rotation permits FastRotation, MatrixRotation {
    int dims();

    /// Rotates `vector[from .. from + dims)` into `rotated[rotatedFrom .. rotatedFrom + dims)`, which is
    /// another array.
    void rotate(float[] vector, int from, float[] rotated, int rotatedFrom);

    /// Rotates `vector[0 .. dims)` into `rotated[0 .. dims)`, another array.
    default void rotate(float[] vector, float[] rotated) {
        rotate(vector, 0, rotated, 0);
    }
}
