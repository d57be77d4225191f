package dev.evodb.lance.filter;

import dev.evodb.type.DataType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// What the text of a filter says, before anything is known of the columns that it names.
///
/// `position` is where it starts, for operators where the operator is, in characters from 1.
sealed interface Expression {
    int position();

    /// A column and the fields to follow inside it.
    record Name(List<NamePart> parts, int position) implements Expression {
        public Name {
            parts = List.copyOf(parts);
        }

        /// With dots, as errors call it.
        String text() {
            return String.join(".", parts.stream().map(NamePart::text).toList());
        }
    }

    /// `quote` is `"`, a back quote, or [#NO_QUOTE] for a name of any case.
    record NamePart(String text, char quote) {
        static final char NO_QUOTE = 0;
    }

    /// Exactly what the text says, its sign included. `text` is how it is written.
    record Numeral(BigDecimal value, String text, int position) implements Expression {
        boolean isInteger() {
            return text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0;
        }
    }

    record Text(String value, int position) implements Expression {}

    record Bytes(byte[] value, int position) implements Expression {}

    record Bool(boolean value, int position) implements Expression {}

    record Null(int position) implements Expression {}

    /// `date '2024-01-01'`
    record TypedText(DataType type, String text, int position) implements Expression {}

    /// `[1, 2, 3]`
    record ListOf(List<Expression> items, int position) implements Expression {
        public ListOf {
            items = List.copyOf(items);
        }
    }

    record And(List<Expression> parts, int position) implements Expression {
        public And {
            parts = List.copyOf(parts);
        }
    }

    record Or(List<Expression> parts, int position) implements Expression {
        public Or {
            parts = List.copyOf(parts);
        }
    }

    record Not(Expression part, int position) implements Expression {}

    /// `operand IS NULL`
    record IsNull(Expression operand, int position) implements Expression {}

    /// `operand IS TRUE` and its kin.
    record Is(Expression operand, Truth truth, int position) implements Expression {}

    record Compare(Expression left, Comparison comparison, Expression right, int position) implements Expression {}

    record In(Expression operand, List<Expression> items, int position) implements Expression {
        public In {
            items = List.copyOf(items);
        }
    }

    record Between(Expression operand, Expression low, Expression high, int position) implements Expression {}

    record Like(Expression operand, Expression pattern, Optional<Character> escape, boolean ignoresCase, int position)
            implements Expression {}

    record Arithmetic(Expression left, Scalar.Operator operator, Expression right, int position)
            implements Expression {}

    record Concat(Expression left, Expression right, int position) implements Expression {}

    record Negated(Expression operand, int position) implements Expression {}

    record Cast(Expression operand, DataType type, boolean isTrying, int position) implements Expression {}

    record Call(String name, List<Expression> arguments, int position) implements Expression {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /// `operand[index]`
    record Subscript(Expression operand, Expression index, int position) implements Expression {}
}
