package dev.evodb.chain.run;

import dev.evodb.chain.Digits;
import org.jspecify.annotations.Nullable;

/// Which branches a fan-out calls, in their order, and what each of them gets. `problem` is why the input
/// cannot be partitioned, or empty.
final class Partition<V> {
    private static final String VECTOR = "vector";

    /// Numbers of steps.
    private final int[] steps;
    private final Slots<V> inputs;
    private final String problem;

    private Partition(int[] steps, Slots<V> inputs, String problem) {
        this.steps = steps;
        this.inputs = inputs;
        this.problem = problem;
    }

    /// Each branch gets `input`, whole.
    static <V> Partition<V> broadcast(Program program, int step, V input) {
        return whole(program, step, input, first(program.branches(step)));
    }

    int size() {
        return steps.length;
    }

    int step(int index) {
        return steps[index];
    }

    V input(int index) {
        return inputs.at(index);
    }

    String problem() {
        return problem;
    }

    /// `branches` get the whole input.
    private static <V> Partition<V> whole(Program program, int step, V input, int[] branches) {
        int[] steps = new int[branches.length];
        Slots<V> inputs = new Slots<>(branches.length);
        for (int i = 0; i < branches.length; i++) {
            steps[i] = program.branch(step, branches[i]);
            inputs.set(i, input);
        }
        return new Partition<>(steps, inputs, "");
    }

    private static <V> Partition<V> refused(String problem) {
        return new Partition<>(new int[0], new Slots<>(0), problem);
    }

    static <V> Partition<V> slices(Run<V> run, int step, V input) {
        Values<V> values = run.values;
        Program program = run.program;
        int items = values.size(input);
        if (items < 0) {
            return refused("slices needs a list");
        }
        int branches = program.branches(step);
        double sum = 0;
        for (int b = 0; b < branches; b++) {
            sum += program.weight(step, b);
        }
        Partition<V> lists = lists(values, program, step);
        double weights = 0;
        int from = 0;
        for (int b = 0; b < branches; b++) {
            weights += program.weight(step, b);
            // Exact below 2^53, which is 2^27 items for 64 branches of the greatest weight.
            int to = (int) Math.floor(items * weights / sum);
            for (int i = from; i < to; i++) {
                values.add(lists.input(b), values.item(input, i));
            }
            from = to;
        }
        return lists;
    }

    static <V> Partition<V> byHash(Run<V> run, int step, V input) {
        Values<V> values = run.values;
        Program program = run.program;
        int items = values.size(input);
        if (items < 0) {
            return refused("by-hash needs a list");
        }
        String field = program.hashField(step);
        Partition<V> lists = lists(values, program, step);
        for (int i = 0; i < items; i++) {
            V item = values.item(input, i);
            V member = values.member(item, field);
            String text = member == null ? null : values.text(member);
            if (text == null) {
                double number = member == null ? Double.NaN : values.number(member);
                if (!WholeNumber.is(number)) {
                    return refused(
                            "by-hash needs a text or a whole number as field " + field + " of item " + Digits.text(i));
                }
                text = Digits.text(number);
            }
            int branch = TextHash.fnv1a32(text, program.branches(step));
            values.add(lists.input(branch), item);
        }
        return lists;
    }

    static <V> Partition<V> byCentroid(Run<V> run, int step, V input) {
        Program program = run.program;
        float[] vector = vector(run, input);
        if (vector == null) {
            return refused("by-centroid needs a vector");
        }
        float[] centroids = program.centroids(step);
        int branches = program.branches(step);
        int dims = centroids.length / branches;
        if (vector.length != dims) {
            return refused(
                    "by-centroid needs a vector of " + Digits.text(dims) + " dims, got " + Digits.text(vector.length));
        }
        double[] distances = new double[branches];
        for (int b = 0; b < branches; b++) {
            for (int d = 0; d < dims; d++) {
                double difference = (double) vector[d] - centroids[b * dims + d];
                distances[b] += difference * difference;
            }
            if (!Double.isFinite(distances[b])) {
                return refused("by-centroid needs a vector of finite numbers");
            }
        }
        int[] chosen = new int[program.called(step)];
        int count = 0;
        for (int b = 0; b < branches; b++) {
            // Nearer branches, and of equally near ones the first, go before it.
            int before = 0;
            for (int other = 0; other < branches; other++) {
                if (distances[other] < distances[b] || (distances[other] == distances[b] && other < b)) {
                    before++;
                }
            }
            if (before < chosen.length) {
                chosen[count++] = b;
            }
        }
        return whole(program, step, input, chosen);
    }

    /// The vector of a request, as the shards of packs read it: a body of raw `f32` or that is a list, the
    /// member of a body that is an object, or else a parameter. Null if there is none.
    private static <V> float @Nullable [] vector(Run<V> run, V input) {
        V member = run.values.member(input, VECTOR);
        float[] vector = run.values.vector(member == null ? input : member);
        if (vector == null || vector.length == 0) {
            String text = run.arrival.parameters().get(VECTOR);
            return text == null ? null : run.values.vector(run.values.of(text));
        }
        return vector;
    }

    /// An empty list for each branch.
    private static <V> Partition<V> lists(Values<V> values, Program program, int step) {
        int branches = program.branches(step);
        int[] steps = new int[branches];
        Slots<V> inputs = new Slots<>(branches);
        for (int b = 0; b < branches; b++) {
            steps[b] = program.branch(step, b);
            inputs.set(b, values.list());
        }
        return new Partition<>(steps, inputs, "");
    }

    private static int[] first(int count) {
        int[] branches = new int[count];
        for (int b = 0; b < count; b++) {
            branches[b] = b;
        }
        return branches;
    }
}
