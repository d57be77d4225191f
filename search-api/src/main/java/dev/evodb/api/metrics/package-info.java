/// Figures about the server, for Prometheus.
@NullMarked
package dev.evodb.api.metrics;

import org.jspecify.annotations.NullMarked;
