/// Navigable small world graphs, and how they are searched.
@NullMarked
package dev.evodb.ann.hnsw;

import org.jspecify.annotations.NullMarked;
