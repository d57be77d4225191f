/// EvoDB's own vector indices: building, file format, searching. Start with
/// [dev.evodb.ann.index.AnnIndex].
@NullMarked
package dev.evodb.ann.index;

import org.jspecify.annotations.NullMarked;
