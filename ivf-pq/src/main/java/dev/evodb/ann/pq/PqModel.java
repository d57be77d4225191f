package dev.evodb.ann.pq;

import java.util.Optional;

/// A trained product quantiser: codebooks for vectors that were turned by `rotation`, if there is one.
///
/// `meanSquares` is the mean squared length of the training rows, `meanError` the mean squared distance
/// of a training row to what its codes stand for: the part that is lost is `meanError / meanSquares`.
public record PqModel(Codebook codebook, Optional<Rotation> rotation, double meanSquares, double meanError) {}
