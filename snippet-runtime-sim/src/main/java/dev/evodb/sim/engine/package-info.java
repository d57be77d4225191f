/// JavaScript engines: what runs one snippet's turns and measures them. `JavetEngine` is V8 inside the JVM.
@NullMarked
package dev.evodb.sim.engine;

import org.jspecify.annotations.NullMarked;
