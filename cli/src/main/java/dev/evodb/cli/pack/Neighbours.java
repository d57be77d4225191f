package dev.evodb.cli.pack;

import dev.evodb.chain.TreeShape;
import dev.evodb.vector.Kernels;
import dev.evodb.vector.ScalarKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Puts regions under the routers of a tree so that those of one router lie together: a router above can
/// then choose among routers by one centroid each.
///
/// Regions are dealt from the outermost one on, to each router those that are nearest to its first; then
/// two regions of different routers change places while that brings regions of a router closer together.
public final class Neighbours {
    private static final Kernels KERNELS = new ScalarKernels();

    private static final int MOST_PASSES = 20;

    /// What a change has to win, in parts of all, so that rounding moves nothing.
    private static final double LEAST_GAIN = 1e-9;

    private final double[][] distances;

    private Neighbours(double[][] distances) {
        this.distances = distances;
    }

    /// Which of `centroids` each leaf of `shape` gets, leaf by leaf.
    public static int[] order(TreeShape shape, float[][] centroids) {
        int count = centroids.length;
        double[][] distances = new double[count][count];
        for (int a = 0; a < count; a++) {
            for (int b = 0; b < a; b++) {
                distances[a][b] = KERNELS.squaredL2(centroids[a], 0, centroids[b], 0, centroids[a].length);
                distances[b][a] = distances[a][b];
            }
        }
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(i);
        }
        List<Integer> order = new ArrayList<>();
        new Neighbours(distances).place(shape, all, order);
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    private void place(TreeShape shape, List<Integer> members, List<Integer> order) {
        if (shape.levels() < 2) {
            order.addAll(members);
            return;
        }
        int[] groups = grouped(shape.children(), members);
        for (int g = 0; g < shape.children().size(); g++) {
            List<Integer> own = new ArrayList<>();
            for (int i = 0; i < groups.length; i++) {
                if (groups[i] == g) {
                    own.add(members.get(i));
                }
            }
            place(shape.children().get(g), own, order);
        }
    }

    private int[] grouped(List<TreeShape> children, List<Integer> members) {
        int[] sizes = children.stream().mapToInt(TreeShape::leaves).toArray();
        int[] groups = dealt(sizes, members);
        double[][] sums = new double[groups.length][sizes.length];
        double scale = 0;
        for (int i = 0; i < groups.length; i++) {
            for (int j = 0; j < groups.length; j++) {
                sums[i][groups[j]] += distance(members, i, j);
                scale = Math.max(scale, distance(members, i, j));
            }
        }
        boolean isBetter = true;
        for (int pass = 0; pass < MOST_PASSES && isBetter; pass++) {
            isBetter = false;
            for (int i = 0; i < groups.length; i++) {
                for (int j = 0; j < i; j++) {
                    if (groups[i] != groups[j] && gain(sizes, groups, sums, members, i, j) > LEAST_GAIN * scale) {
                        swap(groups, sums, members, i, j);
                        isBetter = true;
                    }
                }
            }
        }
        return groups;
    }

    private int[] dealt(int[] sizes, List<Integer> members) {
        int[] groups = new int[members.size()];
        Arrays.fill(groups, -1);
        for (int g = 0; g < sizes.length; g++) {
            int first = -1;
            double most = 0;
            for (int i = 0; i < groups.length; i++) {
                double sum = 0;
                for (int j = 0; j < groups.length; j++) {
                    sum += groups[j] < 0 ? distance(members, i, j) : 0;
                }
                if (groups[i] < 0 && (first < 0 || sum > most)) {
                    first = i;
                    most = sum;
                }
            }
            groups[first] = g;
            for (int taken = 1; taken < sizes[g]; taken++) {
                int nearest = -1;
                for (int i = 0; i < groups.length; i++) {
                    if (groups[i] < 0
                            && (nearest < 0 || distance(members, first, i) < distance(members, first, nearest))) {
                        nearest = i;
                    }
                }
                groups[nearest] = g;
            }
        }
        return groups;
    }

    /// How much less the mean squared distances within the groups of `i` and `j` sum to if they change
    /// places.
    private double gain(int[] sizes, int[] groups, double[][] sums, List<Integer> members, int i, int j) {
        int a = groups[i];
        int b = groups[j];
        double between = distance(members, i, j);
        return (sums[i][a] - sums[j][a] + between) / sizes[a] + (sums[j][b] - sums[i][b] + between) / sizes[b];
    }

    private void swap(int[] groups, double[][] sums, List<Integer> members, int i, int j) {
        int a = groups[i];
        int b = groups[j];
        for (int m = 0; m < groups.length; m++) {
            double change = distance(members, m, j) - distance(members, m, i);
            sums[m][a] += change;
            sums[m][b] -= change;
        }
        groups[i] = b;
        groups[j] = a;
    }

    private double distance(List<Integer> members, int i, int j) {
        return distances[members.get(i)][members.get(j)];
    }
}
