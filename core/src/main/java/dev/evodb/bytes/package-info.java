/// Bounded access to little-endian bytes. Portable: runs on the JVM and, compiled by TeaVM, as JavaScript.
@NullMarked
package dev.evodb.bytes;

import org.jspecify.annotations.NullMarked;
