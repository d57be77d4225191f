/// The constraint simulator: runs snippets on V8 and refuses at the limit.
@NullMarked
package dev.evodb.sim;

import org.jspecify.annotations.NullMarked;
