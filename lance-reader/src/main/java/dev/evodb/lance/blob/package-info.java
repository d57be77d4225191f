/// Bytes that lie outside of the pages of a table: where a blob column says they are, and reading them.
@NullMarked
package dev.evodb.lance.blob;

import org.jspecify.annotations.NullMarked;
