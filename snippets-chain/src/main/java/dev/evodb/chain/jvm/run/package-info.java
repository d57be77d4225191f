/// Running chains on the JVM: programs of coordinators, JSON values, and the executor on virtual threads.
@NullMarked
package dev.evodb.chain.jvm.run;

import org.jspecify.annotations.NullMarked;
