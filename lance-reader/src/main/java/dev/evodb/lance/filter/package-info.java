/// Predicates over the columns of a table: text in, rows for which it is true out.
@NullMarked
package dev.evodb.lance.filter;

import org.jspecify.annotations.NullMarked;
