package dev.evodb.chain.run;

/// Which branches a fan-out calls, in their order, and what each of them gets. `problem` is why the input
/// cannot be partitioned, or empty.
final class Partition<V> {
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
        V input = inputs.get(index);
        if (input == null) {
            throw new IllegalStateException("branch " + index + " has no input");
        }
        return input;
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

    static <V> Partition<V> slices(Values<V> values, Program program, int step, V input) {
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

    static <V> Partition<V> byHash(Values<V> values, Program program, int step, V input) {
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
                    return refused("by-hash needs a text or a whole number as field " + field + " of item " + i);
                }
                text = WholeNumber.text(number);
            }
            int branch = TextHash.fnv1a32(text, program.branches(step));
            values.add(lists.input(branch), item);
        }
        return lists;
    }

    static <V> Partition<V> byCentroid(Values<V> values, Program program, int step, V input) {
        float[] vector = values.vector(input);
        if (vector == null) {
            return refused("by-centroid needs a vector");
        }
        float[] centroids = program.centroids(step);
        int branches = program.branches(step);
        int dims = centroids.length / branches;
        if (vector.length != dims) {
            return refused("by-centroid needs a vector of " + dims + " dims, got " + vector.length);
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
