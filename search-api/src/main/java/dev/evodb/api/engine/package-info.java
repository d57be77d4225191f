/// Opened tables, and how much may be done with them at the same time.
@NullMarked
package dev.evodb.api.engine;

import org.jspecify.annotations.NullMarked;
