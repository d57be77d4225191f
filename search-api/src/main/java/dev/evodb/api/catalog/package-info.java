/// Which namespaces and tables there are below the root.
@NullMarked
package dev.evodb.api.catalog;

import org.jspecify.annotations.NullMarked;
