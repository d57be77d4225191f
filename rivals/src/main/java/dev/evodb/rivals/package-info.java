/// Other vector indices beside ours: at equal recall, in one interleaved run, behind a gate.
@NullMarked
package dev.evodb.rivals;

import org.jspecify.annotations.NullMarked;
