package dev.evodb.chain.run;

import dev.evodb.chain.Digits;
import org.jspecify.annotations.Nullable;

/// Adds whole numbers, or objects of them member by member.
final class SumGather<V> extends Gather<V> {
    private static final String NO_SUM = "sum is not between -2^53 and 2^53";

    private final Values<V> values;
    private final Slots<V> outputs;
    private String problem = "";

    SumGather(Run<V> run, int step) {
        values = run.values;
        outputs = new Slots<>(run.program.called(step));
    }

    @Override
    String accept(int branch, V output) {
        String[] names = values.names(output);
        if (names == null) {
            if (!WholeNumber.is(values.number(output))) {
                return "answer is no whole number, and no object of them";
            }
        } else {
            for (String name : names) {
                if (!WholeNumber.is(number(output, name))) {
                    return "answer has a member that is no whole number: " + name;
                }
            }
        }
        outputs.set(branch, output);
        return "";
    }

    @Override
    @Nullable
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
                sum = checked(sum + values.number(output));
            } else {
                objects++;
                for (String name : names) {
                    V before = values.member(sums, name);
                    double added = (before == null ? 0 : values.number(before)) + number(output, name);
                    values.put(sums, name, values.of(checked(added)));
                }
            }
        }
        if (numbers > 0 && objects > 0) {
            problem = "sum of " + Digits.text(numbers) + " numbers and " + Digits.text(objects) + " objects";
        }
        if (!problem.isEmpty()) {
            return null;
        }
        return numbers > 0 ? values.of(sum) : sums;
    }

    @Override
    String problem() {
        return problem;
    }

    private double number(V object, String name) {
        V member = values.member(object, name);
        return member == null ? Double.NaN : values.number(member);
    }

    /// A sum that is out of range is noted, and the sum of what it is part of too.
    private double checked(double sum) {
        if (!WholeNumber.is(sum)) {
            problem = NO_SUM;
        }
        return sum;
    }
}
