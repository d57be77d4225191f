/// Chains on the JVM: writing the router snippet of a deployed one. Running them is `dev.evodb.chain.jvm.run`.
@NullMarked
package dev.evodb.chain.jvm;

import org.jspecify.annotations.NullMarked;
