package dev.evodb.ann.kernel;

/// The definition of the tables.
final class PlainDistanceTables implements DistanceTables {
    @Override
    public void squaredL2(
            float[] target,
            int targetFrom,
            float[] codebook,
            int subvectors,
            int subDims,
            int centroids,
            float[] table) {
        for (int m = 0; m < subvectors; m++) {
            for (int c = 0; c < centroids; c++) {
                float sum = 0;
                for (int d = m * subDims; d < (m + 1) * subDims; d++) {
                    float difference = target[targetFrom + d] - codebook[d * centroids + c];
                    sum += difference * difference;
                }
                table[m * centroids + c] = sum;
            }
        }
    }

    @Override
    public void minusDot(
            float[] target,
            int targetFrom,
            float[] codebook,
            int subvectors,
            int subDims,
            int centroids,
            float base,
            float[] table) {
        for (int m = 0; m < subvectors; m++) {
            for (int c = 0; c < centroids; c++) {
                float sum = 0;
                for (int d = m * subDims; d < (m + 1) * subDims; d++) {
                    sum += target[targetFrom + d] * codebook[d * centroids + c];
                }
                table[m * centroids + c] = base - sum;
            }
        }
    }
}
