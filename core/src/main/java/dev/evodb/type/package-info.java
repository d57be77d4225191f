/// Logical types of columns, independent of how a file stores them. Portable: runs on the JVM and, compiled by
/// TeaVM, as JavaScript.
@NullMarked
package dev.evodb.type;

import org.jspecify.annotations.NullMarked;
