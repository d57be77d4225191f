/// One Lance data or index file: footer, column metadata, global buffers, and reading rows of its
/// columns.
@NullMarked
package dev.evodb.lance.file;

import org.jspecify.annotations.NullMarked;
