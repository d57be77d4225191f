/// Our graph beside that of Lucene's builder, over the same rows.
@NullMarked
package dev.evodb.bench.graph;

import org.jspecify.annotations.NullMarked;
