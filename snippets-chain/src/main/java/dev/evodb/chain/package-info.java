/// Chains of snippets: steps that call each other, checked before anything runs, and how the answers of
/// shards become one. Portable: runs on the JVM and, compiled by TeaVM, as JavaScript.
///
/// The JSON and the headers between snippets are described in `docs/format/chain.md`.
@NullMarked
package dev.evodb.chain;

import org.jspecify.annotations.NullMarked;
