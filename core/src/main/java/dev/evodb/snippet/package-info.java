/// Snippets as text: from a compiled module to the one file that is deployed. Portable: runs on the JVM
/// and, compiled by TeaVM, as JavaScript.
@NullMarked
package dev.evodb.snippet;

import org.jspecify.annotations.NullMarked;
