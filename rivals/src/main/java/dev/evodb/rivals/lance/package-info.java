/// Lance's own indices, searched by the native library and by us.
@NullMarked
package dev.evodb.rivals.lance;

import org.jspecify.annotations.NullMarked;
