/// Our kernels beside the same work in C++.
@NullMarked
package dev.evodb.rivals.kernel;

import org.jspecify.annotations.NullMarked;
