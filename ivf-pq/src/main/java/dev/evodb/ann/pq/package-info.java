/// Product quantisation: codebooks, distance tables, codes.
@NullMarked
package dev.evodb.ann.pq;

import org.jspecify.annotations.NullMarked;
