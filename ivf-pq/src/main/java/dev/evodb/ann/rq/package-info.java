/// RaBitQ: one bit a dimension of a rotated residual.
@NullMarked
package dev.evodb.ann.rq;

import org.jspecify.annotations.NullMarked;
