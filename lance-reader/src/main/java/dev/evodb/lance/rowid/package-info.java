/// Stable row ids: sequences that give every physical row of a fragment its id, and the way back from id
/// to row.
@NullMarked
package dev.evodb.lance.rowid;

import org.jspecify.annotations.NullMarked;
