/// Inverted files: coarse centroids, their partitions, and which of them a query probes.
@NullMarked
package dev.evodb.ann.ivf;

import org.jspecify.annotations.NullMarked;
