/// The server under load, beside those who answer the same queries otherwise.
@NullMarked
package dev.evodb.bench.serve;

import org.jspecify.annotations.NullMarked;
