/// RaBitQ: a few bits a dim of a rotated residual. [SignCodes] are what Lance stores, [RabitqCodes] our
/// own; rotations are the same for both.
@NullMarked
package dev.evodb.ann.rabitq;

import org.jspecify.annotations.NullMarked;
