/// One benchmark a kernel. Each state passes its gate, a comparison of answers, before anything is timed.
@NullMarked
package dev.evodb.bench.kernel;

import org.jspecify.annotations.NullMarked;
