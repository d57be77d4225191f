/// Drivers that change bytes of any file of any table, and check that a reader answers with data or a
/// declared exception.
@NullMarked
package dev.evodb.lance.hostile;

import org.jspecify.annotations.NullMarked;
