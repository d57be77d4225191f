/// Packing what one object is not enough for: rows in regions, each a pack of its own.
@NullMarked
package dev.evodb.cli.pack;

import org.jspecify.annotations.NullMarked;
