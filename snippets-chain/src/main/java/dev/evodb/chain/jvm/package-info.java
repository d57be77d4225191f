/// Chains on the JVM: running a plan in this process, and writing the router snippet of a deployed one.
@NullMarked
package dev.evodb.chain.jvm;

import org.jspecify.annotations.NullMarked;
