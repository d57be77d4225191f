/// Searches of whole indices.
@NullMarked
package dev.evodb.bench.search;

import org.jspecify.annotations.NullMarked;
