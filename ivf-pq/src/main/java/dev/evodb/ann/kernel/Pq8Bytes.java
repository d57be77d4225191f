package dev.evodb.ann.kernel;

/// A distance table of 8-bit codes with the same in bytes, and the memory of both: made by
/// [Pq8Scan#prepare], used again without allocation. Not thread-safe.
public final class Pq8Bytes {
    float[] table = new float[0];
    int subvectors;
    byte[] quantised = new byte[0];

    /// Of each subvector.
    float[] least = new float[0];

    float[] greatest = new float[0];

    /// The sums of the least entries and of the greatest magnitudes, and the widest range of a subvector.
    double lowest;

    double magnitude;
    float widest;

    /// Steps of a byte in a distance of 1; 0 if there are no bytes for this table.
    double scale;

    /// Begins with another table, which is borrowed until the next one.
    void room(float[] newTable, int newSubvectors) {
        table = newTable;
        subvectors = newSubvectors;
        if (least.length < newSubvectors) {
            least = new float[newSubvectors];
            greatest = new float[newSubvectors];
            quantised = new byte[newSubvectors * Pq8Block.CENTROIDS];
        }
        lowest = 0;
        magnitude = 0;
        widest = 0;
        scale = 0;
    }

    /// The sum of the greatest magnitudes of the subvectors: what rounding is relative to.
    public double magnitude() {
        return magnitude;
    }
}
