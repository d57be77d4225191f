/// What a snippet may use, and the codes that say what it used too much of. Knows no engine.
@NullMarked
package dev.evodb.sim.limit;

import org.jspecify.annotations.NullMarked;
