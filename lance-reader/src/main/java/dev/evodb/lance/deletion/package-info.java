/// Deletion files: which rows of a fragment are gone.
@NullMarked
package dev.evodb.lance.deletion;

import org.jspecify.annotations.NullMarked;
