package dev.evodb.chain.run;

import dev.evodb.chain.ShardFailedException;

/// Collects outputs in a list, or concatenates lists.
final class ListGather<V> extends Gather<V> {
    private final Values<V> values;
    private final String step;
    private final boolean isConcatenating;
    private final Slots<V> outputs;

    ListGather(Run<V> run, int step) {
        values = run.values;
        this.step = run.program.id(step);
        isConcatenating = run.program.combiner(step) == Program.CONCATENATE;
        outputs = new Slots<>(run.program.called(step));
    }

    @Override
    void accept(int branch, V output) {
        if (isConcatenating && values.size(output) < 0) {
            throw new ShardFailedException(step, "answer is no list to concatenate");
        }
        outputs.set(branch, output);
    }

    @Override
    V combine(int asked, int answered) {
        V all = values.list();
        for (int b = 0; b < outputs.size(); b++) {
            V output = outputs.get(b);
            if (output == null) {
                continue;
            }
            if (isConcatenating) {
                for (int i = 0; i < values.size(output); i++) {
                    values.add(all, values.item(output, i));
                }
            } else {
                values.add(all, output);
            }
        }
        return all;
    }
}
