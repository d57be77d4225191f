package dev.evodb.lance.filter;

import dev.evodb.type.DataType;
import java.util.List;

/// An expression of a bound filter that has a value of `type` for each row, or null.
///
/// `position` is the place in the text of the filter, in characters from 1, for errors that a row causes.
public sealed interface Scalar {
    DataType type();

    int position();

    /// A column or a field inside structs. `path` has the names with dots between them: what a batch that
    /// is evaluated calls it. `id` is the field's id in the schema, [#NO_ID] for columns that are not in
    /// it.
    record FieldPath(String path, int id, DataType type, int position) implements Scalar {
        /// Of columns that no schema has.
        public static final int NO_ID = -1;
    }

    record Literal(Value value, DataType type, int position) implements Scalar {}

    /// Both operands have `type`, or are numbers that are widened to it.
    record Arithmetic(Scalar left, Operator operator, Scalar right, DataType type, int position) implements Scalar {}

    record Negated(Scalar operand, DataType type, int position) implements Scalar {}

    /// `isTrying` makes null what cannot be cast, which is otherwise an error.
    record Cast(Scalar operand, boolean isTrying, DataType type, int position) implements Scalar {}

    /// A function that is not a condition.
    record Call(Function function, List<Scalar> arguments, DataType type, int position) implements Scalar {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /// A condition as a value; `type` is boolean.
    record Condition(Predicate predicate, DataType type, int position) implements Scalar {}

    enum Operator {
        ADD("+"),
        SUBTRACT("-"),
        MULTIPLY("*"),
        DIVIDE("/"),
        REMAINDER("%");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }
    }
}
