/// Tables of the native library: writing them, and the canonical text of what it reads.
@NullMarked
package dev.evodb.oracle.table;

import org.jspecify.annotations.NullMarked;
