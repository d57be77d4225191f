/// Plans of chains: what each invocation needs, whether its budget allows it, and which tree of routers
/// would.
@NullMarked
package dev.evodb.chain.jvm.plan;

import org.jspecify.annotations.NullMarked;
