package dev.evodb.chain.run;

import dev.evodb.chain.Digits;
import org.jspecify.annotations.Nullable;

/// One side or the other; a side that is not there passes the input on.
final class ConditionTask<V> extends Task<V> {
    private @Nullable Task<V> chosen;

    ConditionTask(Run<V> run, int step, V input, Owner<V> owner, int place, @Nullable ParallelTask<V> enclosing) {
        super(run, step, input, owner, place, enclosing);
    }

    @Override
    void start() {
        int side = holds() ? run.program.then(step) : run.program.otherwise(step);
        if (side < 0) {
            owner.answered(place, new Output<>(input, 0, 0));
        } else {
            // Its outcome is that of this step.
            chosen = run.kinds.task(run, side, input, owner, place, enclosing);
            chosen.start();
        }
    }

    @Override
    void cancel() {
        if (chosen != null) {
            chosen.cancel();
        }
    }

    private boolean holds() {
        Values<V> values = run.values;
        String field = run.program.field(step);
        String text = run.arrival.parameters().get(field);
        V member = text == null ? values.member(input, field) : null;
        if (member != null) {
            text = values.text(member);
        }
        boolean isPresent = text != null || (member != null && !values.isNull(member));
        return switch (run.program.condition(step)) {
            case Program.PRESENT -> isPresent;
            case Program.EQUALS -> text != null && text.equals(run.program.value(step));
            default -> {
                double number = text != null ? Digits.parse(text) : member != null ? values.number(member) : Double.NaN;
                yield number >= run.program.least(step);
            }
        };
    }
}
