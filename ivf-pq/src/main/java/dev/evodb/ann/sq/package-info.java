/// Scalar quantisation: one byte a dimension.
@NullMarked
package dev.evodb.ann.sq;

import org.jspecify.annotations.NullMarked;
