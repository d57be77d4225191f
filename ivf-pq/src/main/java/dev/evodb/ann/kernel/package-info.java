/// Hot loops of the JVM: each kernel is an interface with a plain implementation, its definition, and one with the
/// Vector API. [KernelSet] chooses.
@NullMarked
package dev.evodb.ann.kernel;

import org.jspecify.annotations.NullMarked;
