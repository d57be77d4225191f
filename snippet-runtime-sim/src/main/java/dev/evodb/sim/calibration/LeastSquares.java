package dev.evodb.sim.calibration;

/// Small least-squares fits to the value 1.
final class LeastSquares {
    private static final double SINGULAR = 1e-12;

    private LeastSquares() {}

    /// The `x` of least `Σ (rows[i]·x − 1)²`, from the normal equations by Gauss and Jordan with pivots
    /// of the largest size.
    ///
    /// @throws IllegalArgumentException if the rows do not determine the unknowns
    static double[] solve(double[][] rows) {
        int unknowns = rows[0].length;
        double[][] system = new double[unknowns][unknowns + 1];
        for (int i = 0; i < unknowns; i++) {
            for (double[] row : rows) {
                for (int j = 0; j < unknowns; j++) {
                    system[i][j] += row[i] * row[j];
                }
                system[i][unknowns] += row[i];
            }
        }
        for (int column = 0; column < unknowns; column++) {
            int pivot = column;
            for (int row = column + 1; row < unknowns; row++) {
                if (Math.abs(system[row][column]) > Math.abs(system[pivot][column])) {
                    pivot = row;
                }
            }
            double[] pivotRow = system[pivot];
            system[pivot] = system[column];
            system[column] = pivotRow;
            if (Math.abs(pivotRow[column]) < SINGULAR) {
                throw new IllegalArgumentException("the measurements do not tell the unknowns apart");
            }
            for (int row = 0; row < unknowns; row++) {
                if (row != column) {
                    double factor = system[row][column] / pivotRow[column];
                    for (int j = column; j <= unknowns; j++) {
                        system[row][j] -= factor * pivotRow[j];
                    }
                }
            }
        }
        double[] solution = new double[unknowns];
        for (int i = 0; i < unknowns; i++) {
            solution[i] = system[i][unknowns] / system[i][i];
        }
        return solution;
    }
}
