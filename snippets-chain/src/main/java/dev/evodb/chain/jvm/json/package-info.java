/// Chains as JSON text, described in `docs/format/chain.md`.
@NullMarked
package dev.evodb.chain.jvm.json;

import org.jspecify.annotations.NullMarked;
