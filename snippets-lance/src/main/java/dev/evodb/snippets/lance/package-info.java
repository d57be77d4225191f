/// The edge pack and its search. Portable: runs on the JVM and, compiled by TeaVM, as JavaScript.
@NullMarked
package dev.evodb.snippets.lance;

import org.jspecify.annotations.NullMarked;
