/// Measuring indices: curves of recall and rate, tuned settings, plots.
@NullMarked
package dev.evodb.cli.bench;

import org.jspecify.annotations.NullMarked;
