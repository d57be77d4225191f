/// Tables of random schemas, values and histories, each made from a seed alone.
@NullMarked
package dev.evodb.oracle.random;

import org.jspecify.annotations.NullMarked;
