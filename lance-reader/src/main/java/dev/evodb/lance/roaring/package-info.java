/// Roaring bitmaps in their portable serialisation, checked byte by byte before the library sees them.
@NullMarked
package dev.evodb.lance.roaring;

import org.jspecify.annotations.NullMarked;
