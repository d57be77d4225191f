package dev.evodb.ann.kmeans;

import java.util.List;

/// What k-means found. `losses` has the sum of squared distances of the training rows to their centroids
/// at the start of each iteration; `repaired` counts centroids that had lost all their rows and were
/// given new ones.
public record KMeansModel(Centroids centroids, List<Double> losses, int repaired) {
    public KMeansModel {
        losses = List.copyOf(losses);
    }
}
