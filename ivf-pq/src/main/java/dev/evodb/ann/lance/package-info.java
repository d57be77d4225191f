/// Lance's own vector indices and columns, opened as the types of this module.
@NullMarked
package dev.evodb.ann.lance;

import org.jspecify.annotations.NullMarked;
