/// Navigable small world graphs of our own: built by all threads, laid out for the caches, searched.
@NullMarked
package dev.evodb.ann.graph;

import org.jspecify.annotations.NullMarked;
