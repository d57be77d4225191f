/// What a client asks of a table, and how it is answered.
@NullMarked
package dev.evodb.api.query;

import org.jspecify.annotations.NullMarked;
