/// Values of columns as JSON.
@NullMarked
package dev.evodb.lance.json;

import org.jspecify.annotations.NullMarked;
