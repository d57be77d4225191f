/// Lance tables: open, look inside, scan, take.
@NullMarked
package dev.evodb.lance;

import org.jspecify.annotations.NullMarked;
