/// K-means: centroids of a set of vectors, and which of them each vector belongs to.
@NullMarked
package dev.evodb.ann.kmeans;

import org.jspecify.annotations.NullMarked;
