/// Looks for damage in tables: walks versions, files, pages, deletions and indices, and lists whatever
/// does not hold.
@NullMarked
package dev.evodb.lance.verify;

import org.jspecify.annotations.NullMarked;
