/// Failures as clients of both dialects understand them.
@NullMarked
package dev.evodb.api.error;

import org.jspecify.annotations.NullMarked;
