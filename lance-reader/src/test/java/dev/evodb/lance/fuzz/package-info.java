/// Entry points for fuzzers: parsers and decoders as functions of bytes, with seeds from the fixtures.
@NullMarked
package dev.evodb.lance.fuzz;

import org.jspecify.annotations.NullMarked;
