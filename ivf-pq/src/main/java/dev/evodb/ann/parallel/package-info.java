/// Work on all processors whose result does not depend on how many there are.
@NullMarked
package dev.evodb.ann.parallel;

import org.jspecify.annotations.NullMarked;
