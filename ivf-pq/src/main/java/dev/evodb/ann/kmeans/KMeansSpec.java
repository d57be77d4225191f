package dev.evodb.ann.kmeans;

/// How centroids are found. Immutable; every method answers a changed copy.
///
/// - `centroids`: how many, `1..=16,777,216`.
/// - `seeding`: where they start.
/// - `iterations`: at most so many passes over the training rows; fewer when a pass lowers the loss by
///   less than `tolerance` of it.
/// - `pointsPerCentroid`: of a larger source, so many rows a centroid are drawn to train on.
/// - `isSpherical`: centroids are brought to length 1 after every pass, for cosine.
/// - `capFactor`: 0, or at least 1: no centroid has more than `ceil(capFactor * rows / centroids)` of
///   the training rows.
/// - `batchRows`: 0 for whole passes (Lloyd), else centroids move after every so many rows (Sculley:
///   "Web-scale k-means clustering", 2010).
/// - `twoLevelsAbove`: more centroids than so many are found in two levels, about a square root of them
///   first.
/// - `seed`: all of the chance.
public record KMeansSpec(
        int centroids,
        Seeding seeding,
        int iterations,
        double tolerance,
        int pointsPerCentroid,
        boolean isSpherical,
        double capFactor,
        int batchRows,
        int twoLevelsAbove,
        long seed) {
    private static final int MAX_CENTROIDS = 1 << 24;

    /// Where centroids start.
    public enum Seeding {
        /// At different rows drawn by chance.
        SAMPLED,
        /// At rows that are far from those drawn before (Arthur, Vassilvitskii: "k-means++", 2007), of at
        /// most 32 rows a centroid.
        PLUS_PLUS
    }

    public KMeansSpec {
        require(centroids >= 1 && centroids <= MAX_CENTROIDS, "centroids must be in 1..=" + MAX_CENTROIDS, centroids);
        require(iterations >= 1 && iterations <= 10_000, "iterations must be in 1..=10000", iterations);
        require(tolerance >= 0 && tolerance < 1, "tolerance must be in 0..1", tolerance);
        require(pointsPerCentroid >= 1, "pointsPerCentroid must be positive", pointsPerCentroid);
        require(
                capFactor == 0 || (capFactor >= 1 && capFactor <= MAX_CENTROIDS),
                "capFactor must be 0 or at least 1",
                capFactor);
        require(batchRows >= 0, "batchRows must not be negative", batchRows);
        require(twoLevelsAbove >= 1, "twoLevelsAbove must be positive", twoLevelsAbove);
        require(capFactor == 0 || batchRows == 0, "a cap needs whole passes, batchRows must be 0", batchRows);
    }

    private static void require(boolean holds, String rule, Number found) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", got " + found);
        }
    }

    /// Sampled seeds, 10 passes over 96 points a centroid, no cap, two levels above 10,000 centroids,
    /// seed 42.
    public static KMeansSpec of(int centroids) {
        return new KMeansSpec(centroids, Seeding.SAMPLED, 10, 1e-4, 96, false, 0, 0, 10_000, 42);
    }

    public KMeansSpec withCentroids(int value) {
        return new KMeansSpec(
                value,
                seeding,
                iterations,
                tolerance,
                pointsPerCentroid,
                isSpherical,
                capFactor,
                batchRows,
                twoLevelsAbove,
                seed);
    }

    public KMeansSpec withSeeding(Seeding value) {
        return new KMeansSpec(
                centroids,
                value,
                iterations,
                tolerance,
                pointsPerCentroid,
                isSpherical,
                capFactor,
                batchRows,
                twoLevelsAbove,
                seed);
    }

    public KMeansSpec withIterations(int value, double least) {
        return new KMeansSpec(
                centroids,
                seeding,
                value,
                least,
                pointsPerCentroid,
                isSpherical,
                capFactor,
                batchRows,
                twoLevelsAbove,
                seed);
    }

    public KMeansSpec withPointsPerCentroid(int value) {
        return new KMeansSpec(
                centroids,
                seeding,
                iterations,
                tolerance,
                value,
                isSpherical,
                capFactor,
                batchRows,
                twoLevelsAbove,
                seed);
    }

    public KMeansSpec withSpherical(boolean value) {
        return new KMeansSpec(
                centroids,
                seeding,
                iterations,
                tolerance,
                pointsPerCentroid,
                value,
                capFactor,
                batchRows,
                twoLevelsAbove,
                seed);
    }

    public KMeansSpec withCapFactor(double value) {
        return new KMeansSpec(
                centroids,
                seeding,
                iterations,
                tolerance,
                pointsPerCentroid,
                isSpherical,
                value,
                batchRows,
                twoLevelsAbove,
                seed);
    }

    public KMeansSpec withBatchRows(int value) {
        return new KMeansSpec(
                centroids,
                seeding,
                iterations,
                tolerance,
                pointsPerCentroid,
                isSpherical,
                capFactor,
                value,
                twoLevelsAbove,
                seed);
    }

    public KMeansSpec withTwoLevelsAbove(int value) {
        return new KMeansSpec(
                centroids,
                seeding,
                iterations,
                tolerance,
                pointsPerCentroid,
                isSpherical,
                capFactor,
                batchRows,
                value,
                seed);
    }

    public KMeansSpec withSeed(long value) {
        return new KMeansSpec(
                centroids,
                seeding,
                iterations,
                tolerance,
                pointsPerCentroid,
                isSpherical,
                capFactor,
                batchRows,
                twoLevelsAbove,
                value);
    }
}
