package dev.evodb.ann.kmeans;

/// The rows of each centroid: those of centroid `c` are `rows[starts[c] .. starts[c + 1])`, ascending.
record Members(int[] starts, int[] rows) {
    static Members of(int[] nearest, int count, int centroids) {
        int[] starts = new int[centroids + 1];
        for (int i = 0; i < count; i++) {
            starts[nearest[i] + 1]++;
        }
        for (int c = 0; c < centroids; c++) {
            starts[c + 1] += starts[c];
        }
        int[] next = starts.clone();
        int[] rows = new int[count];
        for (int i = 0; i < count; i++) {
            rows[next[nearest[i]]++] = i;
        }
        return new Members(starts, rows);
    }

    int size(int centroid) {
        return starts[centroid + 1] - starts[centroid];
    }
}
