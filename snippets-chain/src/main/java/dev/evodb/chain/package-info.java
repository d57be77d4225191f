/// Chains of snippets: what may call what, checked against a budget before it runs, and how the answers of
/// shards become one. Portable: runs on the JVM and, compiled by TeaVM, as JavaScript.
///
/// The JSON and the headers between snippets are described in `docs/format/chain.md`.
@NullMarked
package dev.evodb.chain;

import org.jspecify.annotations.NullMarked;
