/// Decoded columns: primitive arrays with explicit validity. Portable: runs on the JVM and, compiled by TeaVM, as
/// JavaScript.
@NullMarked
package dev.evodb.column;

import org.jspecify.annotations.NullMarked;
