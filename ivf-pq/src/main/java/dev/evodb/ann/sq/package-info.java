/// Scalar quantisation: one byte a dim.
@NullMarked
package dev.evodb.ann.sq;

import org.jspecify.annotations.NullMarked;
