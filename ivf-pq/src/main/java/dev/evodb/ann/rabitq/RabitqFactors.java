package dev.evodb.ann.rabitq;

/// The two factors of each row that turn the product of its code with a rotated query into an unbiased
/// estimate of a distance: `offset + add + scale * product`, where `offset` is the query's share. One
/// entry a row each. Immutable.
public record RabitqFactors(float[] add, float[] scale) {
    public RabitqFactors {
        if (add.length != scale.length) {
            throw new IllegalArgumentException(add.length + " and " + scale.length + " factors");
        }
    }

    public int rows() {
        return add.length;
    }

    public float distance(int row, float product, float offset) {
        return product * scale[row] + add[row] + offset;
    }
}
