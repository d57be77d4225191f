/// Vectors as they are, without a code.
@NullMarked
package dev.evodb.ann.flat;

import org.jspecify.annotations.NullMarked;
