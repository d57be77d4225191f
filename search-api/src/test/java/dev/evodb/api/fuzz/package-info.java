/// Requests under a fuzzer.
@NullMarked
package dev.evodb.api.fuzz;

import org.jspecify.annotations.NullMarked;
