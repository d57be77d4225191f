/// References to versions by name: tags and branches, and the hint at the newest version.
@NullMarked
package dev.evodb.lance.ref;

import org.jspecify.annotations.NullMarked;
