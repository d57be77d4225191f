/// What this machine's CPU times say about the reference runtime.
@NullMarked
package dev.evodb.sim.calibration;

import org.jspecify.annotations.NullMarked;
