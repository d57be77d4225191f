/// The four kinds of failure, told apart by type, and where they happened. Portable: runs on the JVM and, compiled
/// by TeaVM, as JavaScript.
@NullMarked
package dev.evodb.error;

import org.jspecify.annotations.NullMarked;
