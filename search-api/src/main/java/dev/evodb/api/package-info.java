/// A vector search server for the clients of LanceDB and of Lance Namespace.
@NullMarked
package dev.evodb.api;

import org.jspecify.annotations.NullMarked;
