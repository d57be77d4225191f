/// Our reader beside the native one, interleaved in one run, each benchmark behind a gate and with a floor.
@NullMarked
package dev.evodb.oracle.speed;

import org.jspecify.annotations.NullMarked;
