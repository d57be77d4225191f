/// The simulated network: requests, answers, and the origins that stand for object stores. Knows no engine.
@NullMarked
package dev.evodb.sim.net;

import org.jspecify.annotations.NullMarked;
