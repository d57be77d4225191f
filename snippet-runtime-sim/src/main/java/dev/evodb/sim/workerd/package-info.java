/// workerd, the runtime that production is made of, as the reference: the same workloads in a process of
/// its own, measured by its trace.
@NullMarked
package dev.evodb.sim.workerd;

import org.jspecify.annotations.NullMarked;
