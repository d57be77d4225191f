/// Chains of snippets. Portable: runs on the JVM and, compiled by TeaVM, as JavaScript.
@NullMarked
package dev.evodb.chain;

import org.jspecify.annotations.NullMarked;
