package dev.evodb.sim.calibration;

/// Small least-squares fits to the value 1, without negative coefficients: no cost makes a request
/// cheaper.
final class LeastSquares {
    private static final double SINGULAR = 1e-12;

    private LeastSquares() {}

    /// The `x ≥ 0` of least `Σ (rows[i]·x − 1)²`. Coefficients that come out negative are held at 0, the
    /// most negative first, and the rest is fitted again; with a handful of unknowns that is the
    /// active-set method.
    ///
    /// @throws IllegalArgumentException if the rows do not determine the unknowns
    static double[] solve(double[][] rows) {
        int unknowns = rows[0].length;
        boolean[] isHeld = new boolean[unknowns];
        while (true) {
            double[] solution = solveFree(rows, isHeld);
            int worst = -1;
            for (int i = 0; i < unknowns; i++) {
                if (solution[i] < 0 && (worst < 0 || solution[i] < solution[worst])) {
                    worst = i;
                }
            }
            if (worst < 0) {
                return solution;
            }
            isHeld[worst] = true;
        }
    }

    /// Normal equations by Gauss and Jordan with pivots of the largest size.
    private static double[] solveFree(double[][] rows, boolean[] isHeld) {
        int unknowns = isHeld.length;
        double[][] system = new double[unknowns][unknowns + 1];
        for (int i = 0; i < unknowns; i++) {
            if (isHeld[i]) {
                system[i][i] = 1;
                continue;
            }
            for (double[] row : rows) {
                for (int j = 0; j < unknowns; j++) {
                    system[i][j] += isHeld[j] ? 0 : row[i] * row[j];
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
