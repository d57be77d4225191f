/// RaBitQ: one bit a dim or a few, with an unbiased estimate of distances and a bound for its error.
@NullMarked
package dev.evodb.ann.rabitq;

import org.jspecify.annotations.NullMarked;
