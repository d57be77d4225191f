/// JMH benchmarks; nothing depends on them.
@NullMarked
package dev.evodb.bench;

import org.jspecify.annotations.NullMarked;
