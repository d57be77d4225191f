/// Metrics, plain kernels and deterministic top-k: the definitions that faster code is tested against. Portable:
/// runs on the JVM and, compiled by TeaVM, as JavaScript.
@NullMarked
package dev.evodb.vector;

import org.jspecify.annotations.NullMarked;
