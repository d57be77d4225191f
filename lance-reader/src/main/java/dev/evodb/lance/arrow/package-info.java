/// The way out to Arrow. Nothing else of the reader knows Arrow's classes.
@NullMarked
package dev.evodb.lance.arrow;

import org.jspecify.annotations.NullMarked;
