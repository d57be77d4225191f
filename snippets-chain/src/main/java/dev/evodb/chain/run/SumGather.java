package dev.evodb.chain.run;

import dev.evodb.chain.ShardFailedException;

/// Adds whole numbers, or objects of them member by member.
final class SumGather<V> extends Gather<V> {
    private final Values<V> values;
    private final String step;
    private final Slots<V> outputs;

    SumGather(Run<V> run, int step) {
        values = run.values;
        this.step = run.program.id(step);
        outputs = new Slots<>(run.program.called(step));
    }

    @Override
    void accept(int branch, V output) {
        String[] names = values.names(output);
        if (names == null) {
            requireWhole(values.number(output), "answer is no whole number, and no object of them");
        } else {
            for (String name : names) {
                requireWhole(number(output, name), "answer has a member that is no whole number: " + name);
            }
        }
        outputs.set(branch, output);
    }

    @Override
    V combine(int asked, int answered) {
        double sum = 0;
        int numbers = 0;
        int objects = 0;
        V sums = values.object();
        for (int b = 0; b < outputs.size(); b++) {
            V output = outputs.get(b);
            if (output == null) {
                continue;
            }
            String[] names = values.names(output);
            if (names == null) {
                numbers++;
                sum = plus(sum, values.number(output));
            } else {
                objects++;
                for (String name : names) {
                    V before = values.member(sums, name);
                    double added = plus(before == null ? 0 : values.number(before), number(output, name));
                    values.put(sums, name, values.of(added));
                }
            }
        }
        if (numbers > 0 && objects > 0) {
            throw new ShardFailedException(step, "sum of " + numbers + " numbers and " + objects + " objects");
        }
        return numbers > 0 ? values.of(sum) : sums;
    }

    private double number(V object, String name) {
        V member = values.member(object, name);
        return member == null ? Double.NaN : values.number(member);
    }

    private double plus(double a, double b) {
        requireWhole(a + b, "sum is not between -2^53 and 2^53");
        return a + b;
    }

    private void requireWhole(double number, String problem) {
        if (!WholeNumber.is(number)) {
            throw new ShardFailedException(step, problem);
        }
    }
}
