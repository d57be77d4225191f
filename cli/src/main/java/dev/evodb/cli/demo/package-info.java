/// The demonstration: one real table through every module, thin but whole.
@NullMarked
package dev.evodb.cli.demo;

import org.jspecify.annotations.NullMarked;
