/// Recall, rates at a recall, and verdicts: the same for every peer.
@NullMarked
package dev.evodb.rivals.judge;

import org.jspecify.annotations.NullMarked;
