/// Vector search on the JVM.
@NullMarked
package dev.evodb.ann;

import org.jspecify.annotations.NullMarked;
