/// Where the vectors of a build come from: a column of a Lance table, an `.fvecs` file, memory.
@NullMarked
package dev.evodb.ann.source;

import org.jspecify.annotations.NullMarked;
