/// Who asks, and for which tables that is allowed.
@NullMarked
package dev.evodb.api.auth;

import org.jspecify.annotations.NullMarked;
