// Computes: products of a query with the rows of a matrix, and the best of them.
export default {
    async fetch(request) {
        const dimension = 64, rows = 600;
        const matrix = Float32Array.from({ length: dimension * 16 }, (_, i) => ((i * 7919) % 101) / 50 - 1);
        const query = matrix.subarray(dimension, 2 * dimension);
        let best = -1, highest = -Infinity;
        for (let row = 0; row < rows; row++) {
            const from = (row % 15) * dimension + (row % 3);
            let sum = 0;
            for (let i = 0; i < dimension; i += 4) {
                sum += matrix[from + i] * query[i] + matrix[from + i + 1] * query[i + 1]
                    + matrix[from + i + 2] * query[i + 2] + matrix[from + i + 3] * query[i + 3];
            }
            if (sum > highest) {
                highest = sum;
                best = row;
            }
        }
        return Response.json({ best, highest });
    },
};
