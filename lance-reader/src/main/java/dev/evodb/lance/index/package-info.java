/// Scalar indices of a table: their files, what they answer, and how filters use them.
@NullMarked
package dev.evodb.lance.index;

import org.jspecify.annotations.NullMarked;
