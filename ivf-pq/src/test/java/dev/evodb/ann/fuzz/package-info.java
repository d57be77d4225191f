/// Index files under a fuzzer.
@NullMarked
package dev.evodb.ann.fuzz;

import org.jspecify.annotations.NullMarked;
