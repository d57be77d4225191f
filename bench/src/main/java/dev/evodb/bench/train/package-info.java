/// Training of indices: its kernels, and whole builds on a set of vectors.
@NullMarked
package dev.evodb.bench.train;

import org.jspecify.annotations.NullMarked;
