/// Writing edge packs, and reading them on the JVM. Not portable.
@NullMarked
package dev.evodb.snippets.lance.jvm;

import org.jspecify.annotations.NullMarked;
