package dev.evodb.chain.run;

/// Collects outputs in a list, or concatenates lists.
final class ListGather<V> extends Gather<V> {
    private final Values<V> values;
    private final boolean isConcatenating;
    private final Slots<V> outputs;

    ListGather(Run<V> run, int step) {
        values = run.values;
        isConcatenating = run.program.combiner(step) == Program.CONCATENATE;
        outputs = new Slots<>(run.program.called(step));
    }

    @Override
    String accept(int branch, V output) {
        if (isConcatenating && values.size(output) < 0) {
            return "answer is no list to concatenate";
        }
        outputs.set(branch, output);
        return "";
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
