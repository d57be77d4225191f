package dev.evodb.rivals;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// The answer to one query, as a line `SETTING QUERY ID:DISTANCE...`.
record LanceAnswer(String setting, int query, long[] ids, double[] distances) {
    static LanceAnswer parse(String line) {
        String[] words = line.strip().split(" ", -1);
        long[] ids = new long[words.length - 2];
        double[] distances = new double[ids.length];
        for (int i = 0; i < ids.length; i++) {
            String[] pair = words[i + 2].split(":", -1);
            ids[i] = Long.parseLong(pair[0]);
            distances[i] = Double.parseDouble(pair[1]);
        }
        return new LanceAnswer(words[0], Integer.parseInt(words[1]), ids, distances);
    }

    boolean hasSameIds(LanceAnswer other) {
        return Arrays.equals(ids, other.ids);
    }

    /// Whether distances are equal place by place within a relative tolerance, and rows that only one of
    /// the two has lie as far as its last.
    boolean isTiedWith(LanceAnswer other, double tolerance) {
        if (ids.length != other.ids.length) {
            return false;
        }
        for (int i = 0; i < ids.length; i++) {
            if (Math.abs(distances[i] - other.distances[i]) > tolerance * Math.max(1, Math.abs(distances[i]))) {
                return false;
            }
        }
        return isLastUnlessIn(other, tolerance) && other.isLastUnlessIn(this, tolerance);
    }

    private boolean isLastUnlessIn(LanceAnswer other, double tolerance) {
        Set<Long> known = new HashSet<>();
        for (long id : other.ids) {
            known.add(id);
        }
        double last = distances[distances.length - 1];
        for (int i = 0; i < ids.length; i++) {
            if (!known.contains(ids[i]) && last - distances[i] > tolerance * Math.max(1, Math.abs(last))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return Arrays.toString(ids) + " at " + Arrays.toString(distances);
    }
}
