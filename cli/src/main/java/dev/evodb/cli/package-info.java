/// The evodb command; the only place that knows all modules.
@NullMarked
package dev.evodb.cli;

import org.jspecify.annotations.NullMarked;
