/// Sets of vectors for measurements: public data turned into `.fvecs`, and seeded generators.
@NullMarked
package dev.evodb.bench.data;

import org.jspecify.annotations.NullMarked;
